create type kind as enum ('home', 'work');
create table place (id bigint primary key, street text, zip int, kind kind);
create table person (id int primary key, lives place, had place[] not null default '{}', unique (id, lives));
create type trip as (start place, km int);
create domain stay as place check ((value).zip > 0);
create table journal (day date primary key, trips trip[], night stay);
create view journeys as select day, (trips[1]).start.zip from journal;
create table visit (place bigint references place (id), who int);
