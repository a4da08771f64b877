CREATE TABLE visits (site integer, path text, seconds integer) PARTITION BY LIST (site);
CREATE TABLE visits_one PARTITION OF visits FOR VALUES IN (1);
CREATE INDEX visits_by_path ON visits (path);

CREATE TABLE orders (shop integer, number text, total integer) PARTITION BY LIST (shop);
CREATE TABLE orders_one PARTITION OF orders FOR VALUES IN (1);
CREATE INDEX orders_one_number_idx ON orders_one (total);
CREATE INDEX by_number ON orders (number);

CREATE TABLE parcels (depot integer, weight integer, label text) PARTITION BY LIST (depot);
CREATE TABLE parcels_one PARTITION OF parcels FOR VALUES IN (1);
CREATE INDEX by_weight ON parcels (weight);

CREATE TABLE letters (depot integer, stamp text, grams integer) PARTITION BY LIST (depot);
CREATE INDEX by_stamp ON letters (stamp);

CREATE TABLE calls (line integer, caller text, minutes integer) PARTITION BY LIST (line);
CREATE TABLE calls_one PARTITION OF calls FOR VALUES IN (1);
