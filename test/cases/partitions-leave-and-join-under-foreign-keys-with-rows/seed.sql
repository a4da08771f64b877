insert into parcel values (1, 1);
insert into parcel_2 values (2, 2);
insert into scan values (1, 1);
insert into claim values (2, 2);
insert into letter values (1, 1), (2, 2);
