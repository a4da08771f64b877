create table base (id int constraint old_name check (id > 0), at date);
create table child (id int constraint old_name check (id > 0)) inherits (base);
create table left_alone (id int constraint its_own check (id < 9)) inherits (base);
create table deeper (id int constraint old_name check (id > 0)) inherits (child);
