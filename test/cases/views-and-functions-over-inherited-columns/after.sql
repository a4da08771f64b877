create table z_parent (a bigint, b int);
create table z_child (k int) inherits (z_parent);
create view a_view as select a from z_child;
create table z_log (at int, what varchar(20)) partition by list (at);
create table z_log_1 partition of z_log for values in (1);
create function a_function() returns text language sql begin atomic select what from z_log_1; end;
create view a_log as select what from z_log_1;
create table checked (id int primary key);
alter table checked enable row level security;
