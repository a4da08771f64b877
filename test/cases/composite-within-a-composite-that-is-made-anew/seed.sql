insert into parcel values (1, '("(3)",a)'), (2, null);
