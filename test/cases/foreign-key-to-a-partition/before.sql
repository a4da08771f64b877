create table kept (a int primary key, b text) partition by list (a);
create table kept_1 partition of kept for values in (1);
create table points (a int, b int);
