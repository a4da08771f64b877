create domain d as int constraint dn not null constraint dc check (value > 1);
create table t(a d);
