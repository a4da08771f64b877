create type e as enum('a','b','c');
create domain d as e check (value <> 'c');
create type c as (x e, y int);
create table t(p d, q c, r e[], s c[]);
create function f(e) returns e language sql immutable as 'select $1';
create view v as select f(p) as p, q from t;
