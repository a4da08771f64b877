create table t(a int);
create view v as select a from t;
create rule r1 as on insert to v do instead insert into t values (new.a);
