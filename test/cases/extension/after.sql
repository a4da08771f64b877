create extension citext;
create table t(a int, c citext);
