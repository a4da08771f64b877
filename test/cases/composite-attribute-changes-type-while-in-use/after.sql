create type c as (a bigint, b text, w date);
create table t(x c, y int);
create view v as select (x).a from t;
