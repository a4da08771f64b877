create table t(a int, g int generated always as (a * 2) stored);
create index g_i on t(g);
create view v as select g, a from t;
