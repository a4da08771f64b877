CREATE TABLE readings (sensor int NOT NULL, at timestamp NOT NULL, value numeric);
CREATE VIEW yearly AS SELECT sensor, EXTRACT('YEAR' FROM at) AS year, max(value) AS value FROM readings GROUP BY 1, 2;
