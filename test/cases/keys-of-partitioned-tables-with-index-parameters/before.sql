CREATE TABLE days (day int NOT NULL, hour int,
  PRIMARY KEY (day) INCLUDE (hour) WITH (fillfactor = 80),
  UNIQUE (day, hour) WITH (fillfactor = 90) DEFERRABLE INITIALLY DEFERRED) PARTITION BY LIST (day);
CREATE TABLE days_1 PARTITION OF days FOR VALUES IN (1);
CREATE TABLE notes (day int REFERENCES days);
CREATE TABLE weeks (week int PRIMARY KEY) PARTITION BY LIST (week);
CREATE TABLE weeks_1 PARTITION OF weeks FOR VALUES IN (1);
ALTER INDEX weeks_1_pkey SET (fillfactor = 50);
CREATE TABLE years (year int, UNIQUE (year) WITH (fillfactor = 60)) PARTITION BY LIST (year);
CREATE TABLE years_1 PARTITION OF years FOR VALUES IN (1);
