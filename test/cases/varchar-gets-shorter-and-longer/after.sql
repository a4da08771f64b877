create table t(a varchar(50), b varchar(10), c text, d char(4), e varchar(10)[]);
create index on t(a);
create domain code as varchar(6);
create table with_defaults(a varchar(9) default 'x', b varchar(4)[] default '{}', c bigint default -1, d timestamp default now(), e varchar(9) default null,
  f code default 'x', g double precision default 1.5, h char(4) default 'x');
