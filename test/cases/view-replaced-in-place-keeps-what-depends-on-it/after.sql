create table t(a int, b int);
create view v as select a, b from t;
create view w as select a from v where a > 1;
comment on view v is 'c';
create function f() returns setof v language sql as 'select * from v';
create view once with (security_barrier) as select a, b from t where a > 0 with local check option;
create view through as select * from once with check option;
