create schema b;
create table b.t(x int);
create view w as select x from b.t;
create sequence r;
