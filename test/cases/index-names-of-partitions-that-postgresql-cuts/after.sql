CREATE TABLE measurements_of_the_stations (
  station_identifier int NOT NULL, measured_at date NOT NULL, temperature numeric, humidity numeric, pressure numeric,
  CONSTRAINT once_a_day UNIQUE (station_identifier, measured_at)
) PARTITION BY RANGE (measured_at);
CREATE TABLE measurements_of_the_stations_2024 PARTITION OF measurements_of_the_stations
  FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX by_station ON measurements_of_the_stations (station_identifier, measured_at) INCLUDE (temperature, humidity, pressure);
CREATE INDEX by_station_and_pressure ON measurements_of_the_stations (station_identifier, measured_at) INCLUDE (temperature, pressure);
CREATE INDEX by_day ON measurements_of_the_stations (measured_at DESC, station_identifier);
CREATE TABLE measurements_of_the_stations_2025 PARTITION OF measurements_of_the_stations
  FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE a_table_that_has_a_name_of_its_own_which_is_too_long_for_a_key (id int PRIMARY KEY) PARTITION BY LIST (id);
CREATE TABLE a_table_that_has_a_name_of_its_own_which_is_too_long_for_a_key1
  PARTITION OF a_table_that_has_a_name_of_its_own_which_is_too_long_for_a_key FOR VALUES IN (1);
