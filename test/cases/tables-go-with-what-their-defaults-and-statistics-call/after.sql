create function weight(a text) returns int language sql immutable as 'select 1';
create table parcels (kind int, kg int) partition by list (kind);
create table parcels_1 partition of parcels (kg default weight('7')) for values in (1);
