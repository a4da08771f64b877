create table stop (id int, side text) partition by list (side);
create table stop_north partition of stop for values in ('north');
create table stop_south partition of stop for values in ('south');
create index by_place on stop (side);
