create table t(a int not null, b int, c int not null);
create table base (own int, later int, strict int constraint strict not null no inherit);
create table child () inherits (base);
create table plain (a int, b int, c int);
create table plain_child () inherits (plain);
alter table plain_child add constraint once_not_valid not null a not valid;
create table days (day int, hour int) partition by list (day);
create table days_1 partition of days for values in (1);
create table days_2 partition of days (constraint hour_is_set not null hour) for values in (2);
