insert into parcels (kind) values (1); insert into goods (kind) values (1);
