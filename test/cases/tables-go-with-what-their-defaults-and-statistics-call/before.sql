create function weight(a int) returns int language sql immutable as 'select $1';
create sequence ticks;
create table goods (kind int, kg int, nr bigint) partition by list (kind);
create table goods_1 partition of goods (kg default weight(6), nr default nextval('ticks')) for values in (1);
create table parcels (kind int, kg int) partition by list (kind);
create table parcels_1 partition of parcels (kg default weight(7)) for values in (1);
create table crates (kg int, cm int);
create statistics heavy on weight(kg), cm from crates;
