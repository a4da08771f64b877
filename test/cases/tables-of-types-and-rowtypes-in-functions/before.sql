create table t(a int, b int);
create function f(t) returns int language sql as 'select $1.a';
