create table root (id int, who int, mood text);
create table leaf () inherits (root);
create function who_default() returns int language sql as 'select 7';
alter table leaf alter who set default who_default();
create table parted (k int, n int default 3) partition by list (k);
create table parted_1 partition of parted for values in (1);
create function n_default() returns int language sql as 'select 8';
alter table parted_1 alter n set default n_default();
