create table t(id int primary key, n int default 3 check (n > 0));
create index t_n on t(n);
create view v as select n from t;
