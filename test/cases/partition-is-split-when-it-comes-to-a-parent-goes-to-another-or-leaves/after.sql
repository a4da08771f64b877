create table shelf(id int, room text) partition by list (room);
create table shelf_south partition of shelf for values in ('south') partition by range (id);
create table shelf_south_rest partition of shelf_south default;
create table crate(id int, room text) partition by list (room);
create table crate_north(id int, room text) partition by hash (id);
create table crate_north_all partition of crate_north for values with (modulus 1, remainder 0);
create table crate_south partition of shelf for values in ('far south');
create table shelf_north partition of crate for values in ('north') partition by list (id);
create table shelf_north_rest partition of shelf_north default;
