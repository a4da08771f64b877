create function f(a int, b int default 3) returns text language sql as 'select ''x''';
create table t2(x int);
create procedure pr(x int) language sql begin atomic insert into t2 values (x); end;
