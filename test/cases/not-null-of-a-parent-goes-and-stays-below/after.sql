CREATE TABLE tree (height int, age int, rings int);
CREATE TABLE oak (height int NOT NULL, age int, acorns int) INHERITS (tree);
CREATE TABLE old_oak (age int NOT NULL) INHERITS (oak);
CREATE TABLE elm (height int) INHERITS (tree);
CREATE TABLE willow () INHERITS (tree);
CREATE TABLE grey_willow () INHERITS (willow);
ALTER TABLE grey_willow ALTER rings SET NOT NULL;

CREATE TABLE visits (visit int, day int, hour int) PARTITION BY LIST (day);
CREATE TABLE visits_1 PARTITION OF visits FOR VALUES IN (1) PARTITION BY LIST (hour);
CREATE TABLE visits_1_a PARTITION OF visits_1 (PRIMARY KEY (visit)) DEFAULT;
CREATE TABLE plans (plan int);
CREATE TABLE trips (nights int, PRIMARY KEY (plan)) INHERITS (plans);
CREATE TABLE receipts (visit int REFERENCES visits_1_a);
