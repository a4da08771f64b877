create table t(a int, b int, constraint t_pk primary key (a));
create table u(id int primary key, x int unique references t(a));
