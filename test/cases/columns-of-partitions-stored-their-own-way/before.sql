CREATE TABLE measures (id int NOT NULL, note text) PARTITION BY LIST (id);
CREATE TABLE measures_1 PARTITION OF measures FOR VALUES IN (1);
CREATE TABLE measures_2 PARTITION OF measures FOR VALUES IN (2) PARTITION BY LIST (id);
CREATE TABLE measures_2a PARTITION OF measures_2 DEFAULT;
ALTER TABLE measures ALTER note SET STATISTICS 50;

-- Only the parent: the partitions stay as they are.
CREATE TABLE logs (id int NOT NULL, note text, gone text) PARTITION BY LIST (id);
CREATE TABLE logs_1 PARTITION OF logs FOR VALUES IN (1);
ALTER TABLE logs_1 ALTER gone SET STATISTICS 7;

-- A new type resets some of it.
CREATE TABLE texts (id int NOT NULL, note text) PARTITION BY LIST (id);
CREATE TABLE texts_1 PARTITION OF texts FOR VALUES IN (1);
ALTER TABLE texts ALTER note SET STORAGE EXTERNAL, ALTER note SET COMPRESSION pglz;
ALTER TABLE texts_1 ALTER note SET STORAGE MAIN, ALTER note SET STATISTICS 41;

CREATE TABLE base (id int, note text);
CREATE TABLE derived (more int) INHERITS (base);

CREATE TABLE letters (id int NOT NULL, k int, note text) PARTITION BY LIST (id);
ALTER TABLE letters ALTER note SET STORAGE PLAIN, ALTER note SET COMPRESSION pglz;
