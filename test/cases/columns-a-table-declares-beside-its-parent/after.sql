create table base (id int not null, at date default now());
create table other (note text, place int);
create table joins (c int not null unique) inherits (base);
create table leaves (id int not null, at date default now(), c int);
create table takes_all (id int not null, at date default now()) inherits (base);
create table takes_one (id int not null, c int) inherits (base);
create table of_two (place int default 1) inherits (base, other);
create view joined as select id, c from joins;
create table gains (c int) inherits (other);
create table heights (h bigint not null, w int);
create table towers (c int, h bigint not null default 5) inherits (heights);
create table roofs (c int) inherits (heights);
-- Its parent has it from another one.
create table tiles (w int) inherits (roofs);
-- Generated, of what the parent has.
create table domes (c int, area int generated always as (w * w) stored) inherits (heights);
