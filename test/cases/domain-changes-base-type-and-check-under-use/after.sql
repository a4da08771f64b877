create domain d as varchar(20) default 'q' check (length(value) < 9);
create table t(a d not null default 'x', b d[]);
create index on t(a);
create function f(d) returns int language sql as 'select 1';
