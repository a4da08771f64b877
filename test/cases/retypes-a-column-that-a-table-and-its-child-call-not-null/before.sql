CREATE TABLE animal (id int PRIMARY KEY, legs int CONSTRAINT has_legs NOT NULL);
CREATE TABLE bird (id int PRIMARY KEY, legs int NOT NULL) INHERITS (animal);
CREATE TABLE duck (id int NOT NULL, legs int NOT NULL, pond text) INHERITS (bird);
CREATE TABLE owner (animal int REFERENCES animal);

-- What the key says of a column that the table does not declare.
CREATE TABLE things (thing_id int NOT NULL, name text);
CREATE TABLE pens (colour text, PRIMARY KEY (thing_id)) INHERITS (things);
CREATE TABLE quills (feather text, PRIMARY KEY (thing_id)) INHERITS (pens);
