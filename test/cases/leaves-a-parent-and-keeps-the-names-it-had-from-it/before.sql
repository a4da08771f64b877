create table animal (name text not null, legs int);
create table bird (wings int not null) inherits (animal);
create table parrot (words text[]) inherits (bird);
create table score (points int, twice int generated always as (points * 2) virtual);
