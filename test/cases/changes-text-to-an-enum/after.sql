create type e as enum('a','b');
create table t(id int primary key, n e default 'a');
