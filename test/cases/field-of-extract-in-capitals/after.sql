CREATE TABLE readings (
  sensor bigint NOT NULL,
  at timestamp NOT NULL,
  value numeric,
  month int GENERATED ALWAYS AS (EXTRACT('MONTH' FROM at)) STORED,
  CHECK (EXTRACT('YEAR' FROM at) > 1999)
);
CREATE INDEX readings_hour ON readings (EXTRACT('HOUR' FROM at));
CREATE VIEW yearly AS SELECT sensor, EXTRACT('YEAR' FROM at) AS year, max(value) AS value FROM readings GROUP BY 1, 2;
