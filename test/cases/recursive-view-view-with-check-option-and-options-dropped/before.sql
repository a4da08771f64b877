create table t(a int, b int);
create recursive view r(n) as select 1 union all select n+1 from r where n < 5;
create view v with (security_barrier) as select a from t where a > 1 with cascaded check option;
