create table animal (name text not null, legs int);
create table bird (wings int not null) inherits (animal);
create table parrot (words text[]) inherits (bird);
alter table parrot no inherit bird;
create table score (points int, twice int generated always as (points + points) virtual constraint twice_is_known not null);
