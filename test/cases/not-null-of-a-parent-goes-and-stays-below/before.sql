CREATE TABLE tree (height int NOT NULL, age int NOT NULL);
CREATE TABLE oak (height int NOT NULL, age int, acorns int) INHERITS (tree);
CREATE TABLE old_oak (age int) INHERITS (oak);
CREATE TABLE elm (height int) INHERITS (tree);
