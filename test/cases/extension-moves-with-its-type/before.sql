CREATE SCHEMA ext; CREATE EXTENSION citext; CREATE TABLE t (a citext);

-- Moves into a schema that comes; types, functions and expressions of the database's own are over its types.
CREATE EXTENSION hstore;
CREATE DOMAIN labels AS hstore CONSTRAINT named CHECK (VALUE ? 'name');
CREATE TYPE tagged AS (id int, tags hstore);
CREATE FUNCTION name_of(tags hstore) RETURNS text LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT tags -> 'name'; END;
CREATE AGGREGATE all_tags (hstore) (SFUNC = hs_concat, STYPE = hstore, INITCOND = '');
CREATE TABLE things (id int PRIMARY KEY, labels labels, tagged tagged, tags hstore DEFAULT 'name=>none', CHECK (tags ? 'name'));
CREATE INDEX by_name ON things (name_of(tags));
CREATE VIEW names AS SELECT id, name_of(tags) AS name FROM things;
