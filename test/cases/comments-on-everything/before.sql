create table t(a int constraint c check (a>0));
create view v as select 1 as x;
create type e as enum('a');
create index i on t(a);
