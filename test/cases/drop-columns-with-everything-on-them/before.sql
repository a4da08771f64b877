create table t(a int, b int check (b > 0), c int generated always as (a+1) stored, unique (a, b));
create index on t(b);
create view v as select a, b from t;
