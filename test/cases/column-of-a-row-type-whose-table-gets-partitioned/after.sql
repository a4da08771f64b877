CREATE TABLE parcel (code bigint, label text) PARTITION BY RANGE (code);
CREATE TABLE parcel_rest PARTITION OF parcel DEFAULT;
CREATE FUNCTION weight(parcel) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT length($1.label)';
CREATE TABLE shelf (top parcel);
CREATE VIEW heavy AS SELECT weight(top) FROM shelf;
