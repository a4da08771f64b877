create schema a;
create type a.e as enum('x');
create table a.t(e a.e);
create view a.v as select * from a.t;
