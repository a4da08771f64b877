create table a (x int);
create table b (y int);
create table c (z int);
create table of_three (w int) inherits (c, b, a);
create table parted (id int primary key) partition by list (id);
create table parted_1 partition of parted for values in (1);
