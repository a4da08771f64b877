CREATE TABLE parcel (code int, label text);
CREATE FUNCTION weight(parcel) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT length($1.label)';
CREATE TABLE shelf (top parcel);
CREATE VIEW heavy AS SELECT weight(top) FROM shelf;
