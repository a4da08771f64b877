INSERT INTO parcel VALUES (1, 'a'); INSERT INTO shelf VALUES ((2, 'b')), (NULL);
