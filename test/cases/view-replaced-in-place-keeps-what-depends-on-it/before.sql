create table t(a int, b int);
create view v as select a from t;
create view w as select a from v;
comment on view v is 'c';
create function f() returns setof v language sql as 'select * from v';
create view once as select distinct a, b from t;
create view through as select * from once;
