create extension btree_gist;
create table t(id int, valid tstzrange, constraint pk primary key (id, valid without overlaps));
create table c(id int, t_id int, valid tstzrange, constraint f foreign key (t_id, period valid) references t (id, period valid), constraint u unique (id, valid without overlaps));
