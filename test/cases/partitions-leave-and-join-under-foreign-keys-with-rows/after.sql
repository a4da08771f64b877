create table parcel(zone int, id int, before_zone int, before_id int, primary key (zone, id),
  constraint moved foreign key (before_zone, before_id) references parcel) partition by list (zone);
create table parcel_1 partition of parcel for values in (1, 3);
create table parcel_2 partition of parcel for values in (2);
create table scan(zone int, id int, again int, constraint of_parcel foreign key (zone, id) references parcel);
comment on constraint of_parcel on scan is 'every scan has its parcel';
create table claim(zone int, id int, constraint of_parcel foreign key (zone, id) references parcel on delete cascade);
create table letter(zone int, id int, foreign key (zone, id) references parcel);
