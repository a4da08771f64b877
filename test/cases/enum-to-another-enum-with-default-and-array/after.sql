create type a as enum('x','y');
create type b as enum('y','x','z');
create table t(c b default 'x', d b[] default '{x,y}');
