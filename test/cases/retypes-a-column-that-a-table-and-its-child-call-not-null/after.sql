CREATE TABLE animal (id bigint PRIMARY KEY, legs bigint CONSTRAINT has_legs NOT NULL);
CREATE TABLE bird (id bigint PRIMARY KEY, legs bigint NOT NULL) INHERITS (animal);
CREATE TABLE duck (id bigint NOT NULL, legs bigint NOT NULL, pond text) INHERITS (bird);
CREATE TABLE owner (animal bigint REFERENCES animal);

CREATE TABLE things (thing_id bigint NOT NULL, name text);
CREATE TABLE pens (colour text, PRIMARY KEY (thing_id)) INHERITS (things);
CREATE TABLE quills (feather text, PRIMARY KEY (thing_id)) INHERITS (pens);
