CREATE TABLE days (day int NOT NULL, hour int,
  PRIMARY KEY (day) INCLUDE (hour) WITH (fillfactor = 70),
  UNIQUE (day, hour) DEFERRABLE INITIALLY DEFERRED) PARTITION BY LIST (day);
CREATE TABLE days_1 PARTITION OF days FOR VALUES IN (1);
CREATE TABLE days_2 PARTITION OF days FOR VALUES IN (2);
ALTER INDEX days_2_pkey SET (fillfactor = 60);
CREATE TABLE years (year int, UNIQUE (year) WITH (fillfactor = 60)) PARTITION BY LIST (year);
CREATE TABLE years_1 PARTITION OF years FOR VALUES IN (1);
CREATE TABLE years_2 PARTITION OF years FOR VALUES IN (2);
ALTER TABLE years_2 RENAME CONSTRAINT years_2_year_key TO second;
ALTER INDEX second RESET (fillfactor);
CREATE TABLE years_3 PARTITION OF years FOR VALUES IN (3);
ALTER TABLE years_1 RENAME CONSTRAINT years_1_year_key TO first;
ALTER INDEX first SET (fillfactor = 80);
CREATE TABLE notes (day int REFERENCES days);
CREATE TABLE weeks (week int PRIMARY KEY) PARTITION BY LIST (week);
CREATE TABLE weeks_1 PARTITION OF weeks FOR VALUES IN (1);
ALTER INDEX weeks_1_pkey SET (deduplicate_items = off);
