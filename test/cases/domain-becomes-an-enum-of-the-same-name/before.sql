create domain d as text;
create table t(a d);
