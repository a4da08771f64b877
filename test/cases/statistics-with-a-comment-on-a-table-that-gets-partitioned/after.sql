CREATE TABLE t0 (k integer NOT NULL, c integer) PARTITION BY LIST (k);
