CREATE TABLE days (day int NOT NULL, hour int, note text, PRIMARY KEY (day)) PARTITION BY LIST (day);
CREATE TABLE days_1 PARTITION OF days FOR VALUES IN (1);
CREATE INDEX by_hour ON days (hour);
COMMENT ON INDEX days_1_hour_idx IS 'goes with the index';
COMMENT ON INDEX days_1_pkey IS 'of the index';
COMMENT ON CONSTRAINT days_1_pkey ON days_1 IS 'of the key';

CREATE TABLE weeks (week int NOT NULL, UNIQUE (week)) PARTITION BY LIST (week);
CREATE TABLE weeks_1 PARTITION OF weeks FOR VALUES IN (1);
COMMENT ON INDEX weeks_1_week_key IS 'stays';
COMMENT ON CONSTRAINT weeks_1_week_key ON weeks_1 IS 'stays too';
