create table t(id int primary key, a int, g int generated always as (a * 2) stored);
create index on t(g);
create view v as select g from t;
