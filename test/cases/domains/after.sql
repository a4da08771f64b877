create domain d as int default 5 not null constraint d_check check (value > 1);
create table t(a d);
