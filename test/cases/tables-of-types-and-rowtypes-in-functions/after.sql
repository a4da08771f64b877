create table t(a int, b int, c int);
create function f(t) returns int language sql as 'select $1.a';
create function g(t) returns setof t language sql as 'select $1';
