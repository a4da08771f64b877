create table t(a int, b int);
create function f() returns int begin atomic select max(a)::int from t; end;
