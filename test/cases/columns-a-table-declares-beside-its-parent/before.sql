create table base (id int not null, at date default now());
create table other (note text, place int);
create table joins (id int not null, at date default now(), c int not null unique);
create table leaves (c int) inherits (base);
create table takes_all () inherits (base);
create table takes_one (c int) inherits (base);
create view joined as select id, c from joins;
create table gains (c int);
