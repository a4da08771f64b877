CREATE TABLE logs (k integer NOT NULL, size integer) PARTITION BY RANGE (k);
CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
CREATE INDEX logs_size ON logs (size) WITH (fillfactor = 60);
