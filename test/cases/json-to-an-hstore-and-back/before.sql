CREATE EXTENSION hstore;
CREATE TABLE t (id int PRIMARY KEY, a jsonb, b json, c hstore);
