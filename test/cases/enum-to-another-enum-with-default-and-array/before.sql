create type a as enum('x','y');
create type b as enum('y','x','z');
create table t(c a default 'x', d a[] default '{x,y}');
