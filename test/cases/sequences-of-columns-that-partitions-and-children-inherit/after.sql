CREATE TABLE tickets (id bigint NOT NULL, year integer) PARTITION BY LIST (year);
CREATE TABLE tickets_1 (id bigserial, year integer);
ALTER TABLE tickets ATTACH PARTITION tickets_1 FOR VALUES IN (1);
CREATE TABLE tickets_3 (id bigserial, year integer);
ALTER TABLE tickets ATTACH PARTITION tickets_3 FOR VALUES IN (3);

CREATE TABLE bills (id integer NOT NULL, year integer) PARTITION BY LIST (year);
CREATE TABLE bills_1 (id serial, year integer);
ALTER TABLE bills ATTACH PARTITION bills_1 FOR VALUES IN (1);

CREATE TABLE notes (id serial, year integer);

CREATE TABLE parents (id integer);
CREATE TABLE sons (name text) INHERITS (parents);
CREATE TABLE daughters (name text) INHERITS (parents);
CREATE SEQUENCE numbers OWNED BY daughters.id;
ALTER TABLE daughters ALTER COLUMN id SET DEFAULT nextval('numbers');
CREATE SEQUENCE marks;
