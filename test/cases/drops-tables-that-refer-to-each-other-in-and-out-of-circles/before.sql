create table stays (id int primary key);
-- A chain, whose names are in the other order.
create table z_grandchild (id int primary key, parent int, stays int references stays);
create table y_child (id int primary key, parent int unique);
create table a_parent (id int primary key, own int references a_parent);
alter table z_grandchild add foreign key (parent) references y_child (parent);
alter table y_child add foreign key (parent) references a_parent;
-- A circle, and one that hangs on it.
create table left_side (id int primary key, r int);
create table right_side (id int primary key references left_side);
alter table left_side add foreign key (r) references right_side;
create table leaf (r int references right_side);
create table below (id int primary key);
alter table right_side add column below int references below;
-- Its rows' type holds up the table it refers to.
create table typed (id int primary key);
create table holder (id int primary key, t typed);
alter table typed add column h int references holder;
-- Partitions.
create table own_parts (id int primary key, up int references own_parts) partition by range (id);
create table own_parts_1 partition of own_parts for values from (0) to (10);
create table parted (id int primary key) partition by range (id);
create table parted_1 partition of parted for values from (0) to (10);
create table refers (id int references parted, s int references stays) partition by list (id);
create table refers_1 partition of refers for values in (1);
