CREATE TABLE tree (height int, age int, rings int);
CREATE TABLE oak (height int NOT NULL, age int, acorns int) INHERITS (tree);
CREATE TABLE old_oak (age int NOT NULL) INHERITS (oak);
CREATE TABLE elm (height int) INHERITS (tree);
CREATE TABLE willow () INHERITS (tree);
CREATE TABLE grey_willow () INHERITS (willow);
ALTER TABLE grey_willow ALTER rings SET NOT NULL;
