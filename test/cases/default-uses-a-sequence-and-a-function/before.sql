create sequence s;
create function f() returns int language sql as 'select 7';
create table t(id int default nextval('s'), x int default f());
