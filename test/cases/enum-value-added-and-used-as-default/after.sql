create type e as enum('a','c','d');
create table t(n e default 'd');
