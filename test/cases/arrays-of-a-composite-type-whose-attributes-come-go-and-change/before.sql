create type weight as (grams int, scale text);
create type parcel as (label text, weight weight, stops int[], tried weight[]);
create domain load as parcel[] check (cardinality(value) < 10);
create table route (id int primary key, parcels parcel[] not null default '{}', first parcel, back load);
create index on route (((parcels[1]).label));
create view labels as select id, (parcels[1]).weight.scale as scale from route;
create table van (id int, parcels parcel[]);
create type seen as (grams int);
create table scan (id int primary key, weights seen[]);
