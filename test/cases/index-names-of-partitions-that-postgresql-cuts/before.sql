CREATE TABLE measurements_of_the_stations (
  station_identifier int NOT NULL, measured_at date NOT NULL, temperature numeric, humidity numeric, pressure numeric
) PARTITION BY RANGE (measured_at);
CREATE TABLE measurements_of_the_stations_2024 PARTITION OF measurements_of_the_stations
  FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX by_station ON measurements_of_the_stations (station_identifier, measured_at) INCLUDE (temperature, humidity, pressure);
CREATE TABLE notes (body text, nr int) PARTITION BY LIST (nr);
CREATE TABLE notes_1 PARTITION OF notes FOR VALUES IN (1);
CREATE INDEX twice ON notes (body text_pattern_ops, body);
