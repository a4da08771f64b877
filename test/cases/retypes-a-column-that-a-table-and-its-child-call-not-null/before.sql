CREATE TABLE animal (id int PRIMARY KEY, legs int CONSTRAINT has_legs NOT NULL);
CREATE TABLE bird (id int PRIMARY KEY, legs int NOT NULL) INHERITS (animal);
CREATE TABLE duck (id int NOT NULL, legs int NOT NULL, pond text) INHERITS (bird);
CREATE TABLE owner (animal int REFERENCES animal);
