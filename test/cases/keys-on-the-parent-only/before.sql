create table days (day int not null, hour int not null) partition by list (day);
create table days_1 partition of days for values in (1);
create table days_2 partition of days for values in (2);
create table whole (k int not null, a int) partition by list (k);
create table whole_1 partition of whole for values in (1);
alter table only whole add constraint whole_key unique (k, a);
