create table t(a int);
create table v(a int);
create view u as select 1 as x;
