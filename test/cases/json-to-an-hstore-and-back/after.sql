CREATE EXTENSION hstore;
CREATE TABLE t (id int PRIMARY KEY, a hstore, b hstore, c jsonb);
