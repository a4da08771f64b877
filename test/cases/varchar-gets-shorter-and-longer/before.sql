create table t(a varchar(20), b varchar(30), c varchar(5), d text, e text[]);
create index on t(a);
create domain code as varchar(4);
create table with_defaults(a varchar(4) default 'x', b varchar(9)[] default '{}', c int default -1, d timestamp(0) default now(), e varchar(4) default null,
  f code default 'x', g numeric(4, 1) default 1.5, h char(3) default 'x');
