create table parcel(zone int, id int, primary key (zone, id)) partition by list (zone);
create table parcel_1 partition of parcel for values in (1);
create table parcel_2(zone int, id int, primary key (zone, id));
create table scan(zone int, id int, again int, constraint of_parcel foreign key (zone, id) references parcel);
comment on constraint of_parcel on scan is 'every scan has its parcel';
create table claim(zone int, id int, constraint of_parcel foreign key (zone, id) references parcel_2);
create table letter(zone int, id int);
