CREATE TABLE tree (height int, age int);
CREATE TABLE oak (height int NOT NULL, age int, acorns int) INHERITS (tree);
CREATE TABLE old_oak (age int NOT NULL) INHERITS (oak);
CREATE TABLE elm (height int) INHERITS (tree);
