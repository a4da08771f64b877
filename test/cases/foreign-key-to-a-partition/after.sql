create table kept (a int primary key, b text) partition by list (a);
create table kept_1 partition of kept for values in (1);
create table points (a int references kept_1 (a), b int);
create table z_new (a int, b int, c int, primary key (a, b)) partition by range (a);
create table z_new_1 partition of z_new for values from (0) to (10) partition by list (b);
create table z_new_1_1 partition of z_new_1 for values in (1);
create unique index z_new_c on z_new (c, a, b);
create table a_key (a int, b int, c int, foreign key (a, b) references z_new_1_1 (a, b), foreign key (c, a, b) references z_new_1 (c, a, b));
