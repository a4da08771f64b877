create type kind as enum ('home', 'work', 'other');
create table place (id int primary key, street text, zip text, kind kind);
create table person (id int primary key, lives place, had place[] not null default '{}', unique (id, lives));
create type trip as (start place, km int);
create domain stay as place check ((value).zip <> '');
create table journal (day date primary key, trips trip[], night stay);
create view journeys as select day, (trips[1]).start.zip from journal;
create table visit (place int references place (id), who int);
