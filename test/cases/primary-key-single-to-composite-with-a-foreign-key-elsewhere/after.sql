create table t(a int unique, b int, constraint t_pk primary key (a, b));
create table u(id int primary key, x int unique references t(a));
