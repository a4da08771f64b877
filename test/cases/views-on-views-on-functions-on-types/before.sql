create type e as enum('a','b');
create table t(id int primary key, n e);
create function f(e) returns text language sql immutable as $$ select $1::text $$;
create view v1 as select id, f(n) as x, n from t;
create view v2 as select * from v1 where n = 'a';
