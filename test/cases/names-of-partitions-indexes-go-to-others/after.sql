-- The partition's own index has the name, so the one that belongs to visits_by_path gets a number.
CREATE TABLE visits (site integer, path text, seconds integer) PARTITION BY LIST (site);
CREATE TABLE visits_one PARTITION OF visits FOR VALUES IN (1);
CREATE INDEX visits_one_path_idx ON visits_one (seconds);
CREATE INDEX visits_by_path ON visits (path);

-- It has the number itself.
CREATE TABLE orders (shop integer, number text, total integer) PARTITION BY LIST (shop);
CREATE TABLE orders_one PARTITION OF orders FOR VALUES IN (1);
CREATE INDEX by_number ON orders (number);
CREATE INDEX orders_one_number_idx1 ON orders_one (total);

-- A table has the name.
CREATE TABLE parcels (depot integer, weight integer, label text) PARTITION BY LIST (depot);
CREATE TABLE parcels_one PARTITION OF parcels FOR VALUES IN (1);
CREATE TABLE parcels_one_weight_idx (label text);
CREATE INDEX by_weight ON parcels (weight);

-- The partition is new.
CREATE TABLE letters (depot integer, stamp text, grams integer) PARTITION BY LIST (depot);
CREATE INDEX by_stamp ON letters (stamp);
CREATE TABLE letters_one (depot integer, stamp text, grams integer);
CREATE INDEX letters_one_stamp_idx ON letters_one (grams);
ALTER TABLE letters ATTACH PARTITION letters_one FOR VALUES IN (1);

-- Both indexes are new.
CREATE TABLE calls (line integer, caller text, minutes integer) PARTITION BY LIST (line);
CREATE TABLE calls_one PARTITION OF calls FOR VALUES IN (1);
CREATE INDEX calls_one_caller_idx ON calls_one (minutes);
CREATE INDEX by_caller ON calls (caller);
