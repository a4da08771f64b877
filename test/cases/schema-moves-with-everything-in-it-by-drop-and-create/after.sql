create schema b;
create type b.e as enum('x');
create table b.t(e b.e);
create view b.v as select * from b.t;
