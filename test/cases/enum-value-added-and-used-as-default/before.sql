create type e as enum('a','c');
create table t(n e default 'a');
