create type weight as (unit text, grams bigint);
create type parcel as (weight weight, label varchar(20), tried weight[], due date);
create domain load as parcel[] check (cardinality(value) < 10);
create table route (id int primary key, parcels parcel[] not null default '{}', first parcel, back load);
create index on route (((parcels[1]).label));
create view labels as select id, (parcels[1]).weight.unit as scale from route;
create table van (id int, parcels parcel[]) partition by list (id);
create table vans partition of van default;
create type seen as (grams int);
create table scan (id int primary key, weights weight[]);
-- Their own cast serves.
create type height as (cm int);
create type depth as (cm int, ground text);
create function deepen(height) returns depth strict language sql return row(($1).cm, null);
create cast (height as depth) with function deepen(height);
create table dive (id int primary key, tried depth[]);
