create table logs (at date not null, what int constraint spoken not null, who text not null, "is NOT NULL" bool not null);
create table old_name (b int not null);
alter table old_name rename to a;
create table days (day int not null, hour int not null) partition by list (day);
create table days_1 (day int constraint first_day not null, hour int not null);
alter table days attach partition days_1 for values in (1);
