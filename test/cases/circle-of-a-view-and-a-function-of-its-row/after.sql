create table t(id int primary key, n int);
create view v as select id, n from t;
create function f(v) returns int language sql stable as 'select $1.n + 1';
create or replace view v as select id, n, (select max(id) from t) as m from t;
create view w as select f(v.*) as x from v;
