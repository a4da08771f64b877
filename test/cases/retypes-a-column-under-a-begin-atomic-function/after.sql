create table t(a bigint, b int);
create function f() returns int begin atomic select max(a)::int from t; end;
