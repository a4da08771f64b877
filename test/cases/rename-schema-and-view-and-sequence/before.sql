create schema a;
create table a.t(x int);
create view v as select x from a.t;
create sequence s;
