CREATE TABLE readings (station text, hour int, value int) PARTITION BY LIST (station);
CREATE TABLE readings_north PARTITION OF readings FOR VALUES IN ('north') PARTITION BY RANGE (hour);
CREATE TABLE readings_north_all PARTITION OF readings_north DEFAULT;
CREATE TABLE readings_south PARTITION OF readings FOR VALUES IN ('south');
ALTER TABLE readings ADD CONSTRAINT hours PRIMARY KEY (station, hour);
ALTER TABLE readings_north_all ADD CONSTRAINT north_hours UNIQUE (station, hour);

CREATE TABLE visits (station text, hour int) PARTITION BY LIST (station);
CREATE TABLE visits_north PARTITION OF visits FOR VALUES IN ('north');
CREATE TABLE visits_south PARTITION OF visits FOR VALUES IN ('south');
ALTER TABLE visits ADD CONSTRAINT hours_of_visits UNIQUE (station, hour);
ALTER TABLE visits_north ADD CONSTRAINT north_visits UNIQUE (station, hour);

CREATE TABLE alarms (station text, hour int) PARTITION BY LIST (station);
CREATE TABLE alarms_north PARTITION OF alarms FOR VALUES IN ('north');
CREATE TABLE alarms_south PARTITION OF alarms FOR VALUES IN ('south');
CREATE UNIQUE INDEX hours_of_alarms ON ONLY alarms (station, hour);
ALTER TABLE alarms_north ADD CONSTRAINT north_alarms UNIQUE (station, hour);
ALTER INDEX hours_of_alarms ATTACH PARTITION north_alarms;

CREATE TABLE repairs (station text, hour int) PARTITION BY LIST (station);
CREATE TABLE repairs_north PARTITION OF repairs FOR VALUES IN ('north');
CREATE TABLE repairs_south PARTITION OF repairs FOR VALUES IN ('south');
ALTER TABLE repairs_north ADD CONSTRAINT north_repairs UNIQUE (station, hour);
CREATE UNIQUE INDEX hours_of_repairs ON repairs (station, hour);
