CREATE TABLE parcel (id int NOT NULL, twice int GENERATED ALWAYS AS (id * 3) STORED);
CREATE TABLE letter (stamp int) INHERITS (parcel);
CREATE TABLE region (zone int NOT NULL, twice int GENERATED ALWAYS AS (zone * 3) STORED) PARTITION BY LIST (zone);
CREATE TABLE north PARTITION OF region FOR VALUES IN (1);

ALTER TABLE letter ADD CONSTRAINT doubled CHECK (twice > 0);
CREATE INDEX letter_twice ON letter (twice);
CREATE STATISTICS letter_spread ON id, twice FROM letter;
ALTER TABLE north ADD CONSTRAINT doubled CHECK (twice > 0);
CREATE INDEX north_twice ON north (twice);
CREATE STATISTICS north_spread ON zone, twice FROM north;
