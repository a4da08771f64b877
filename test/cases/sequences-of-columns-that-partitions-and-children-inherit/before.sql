-- A table with a serial column has been attached: its own sequence still belongs to it.
CREATE TABLE tickets (id integer NOT NULL, year integer) PARTITION BY LIST (year);
CREATE TABLE tickets_1 (id serial, year integer);
ALTER TABLE tickets ATTACH PARTITION tickets_1 FOR VALUES IN (1);
CREATE TABLE tickets_2 (id serial, year integer);
ALTER TABLE tickets ATTACH PARTITION tickets_2 FOR VALUES IN (2);

-- One that is attached afterwards.
CREATE TABLE bills (id integer NOT NULL, year integer) PARTITION BY LIST (year);
CREATE TABLE bills_1 (id serial, year integer);

-- One that is plain afterwards.
CREATE TABLE notes (id integer NOT NULL, year integer) PARTITION BY LIST (year);
CREATE TABLE notes_1 (id serial, year integer);
ALTER TABLE notes ATTACH PARTITION notes_1 FOR VALUES IN (1);

-- The sequence goes over to another child, or stays behind.
CREATE TABLE parents (id integer);
CREATE TABLE sons (name text) INHERITS (parents);
CREATE TABLE daughters (name text) INHERITS (parents);
CREATE SEQUENCE numbers OWNED BY sons.id;
ALTER TABLE sons ALTER COLUMN id SET DEFAULT nextval('numbers');
CREATE TABLE cousins (name text) INHERITS (parents);
CREATE SEQUENCE marks OWNED BY cousins.id;
