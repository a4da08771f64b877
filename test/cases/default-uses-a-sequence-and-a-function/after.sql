create sequence s2;
create function f2() returns int language sql as 'select 7';
create table t(id int default nextval('s2'), x int default f2());
