create table shelf(id int, room text) partition by list (room);
create table shelf_north partition of shelf for values in ('north');
create table shelf_south(id int, room text);
create table crate(id int, room text) partition by list (room);
create table crate_north partition of crate for values in ('north');
create table crate_south partition of crate for values in ('south') partition by list (id);
create table crate_south_rest partition of crate_south default;
