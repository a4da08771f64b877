insert into t default values;
insert into parcel values (1);
