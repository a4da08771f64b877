create table a (x int);
create table b (y int);
create table c (z int);
create table parted (id int);
create table parted_1 () inherits (parted);
