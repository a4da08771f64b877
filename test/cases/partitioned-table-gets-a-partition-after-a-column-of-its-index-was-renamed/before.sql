create table stop (id int, place text) partition by list (place);
create table stop_north partition of stop for values in ('north');
create index by_place on stop (place);
alter table stop rename place to side;
