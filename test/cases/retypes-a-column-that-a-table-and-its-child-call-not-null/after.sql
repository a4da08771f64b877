CREATE TABLE animal (id bigint PRIMARY KEY, legs bigint CONSTRAINT has_legs NOT NULL);
CREATE TABLE bird (id bigint PRIMARY KEY, legs bigint NOT NULL) INHERITS (animal);
CREATE TABLE duck (id bigint NOT NULL, legs bigint NOT NULL, pond text) INHERITS (bird);
CREATE TABLE owner (animal bigint REFERENCES animal);
