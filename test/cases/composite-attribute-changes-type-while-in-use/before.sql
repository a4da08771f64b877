create type c as (a int, b text, z int);
create table t(x c, y int);
create view v as select (x).a from t;
