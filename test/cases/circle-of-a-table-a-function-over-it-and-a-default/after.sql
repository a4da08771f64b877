create table t(id int primary key);
create function f(r t) returns int language sql immutable as 'select r.id';
create table u(a t, b int default f(row(1)::t));
create function g() returns setof u language sql as 'select * from u';
create view v as select * from g();
