create domain d as text check (length(value) < 5);
create table t(a d not null default 'x', b d[]);
create index on t(a);
create function f(d) returns int language sql as 'select 1';
