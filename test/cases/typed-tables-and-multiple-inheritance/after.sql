create type ty as (a int, b text);
create table tt of ty;
create table p1(a int);
create table p2(b int);
create table k(c int, a int) inherits (p1, p2);
comment on column k.b is 'inherited';
