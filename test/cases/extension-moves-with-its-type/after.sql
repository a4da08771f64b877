CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE TABLE t (a ext.citext);

CREATE SCHEMA "Key values";
CREATE EXTENSION hstore SCHEMA "Key values";
SET search_path = public, "Key values";
CREATE DOMAIN labels AS hstore CONSTRAINT named CHECK (VALUE ? 'name');
CREATE TYPE tagged AS (id int, tags hstore, since date);
CREATE FUNCTION name_of(tags hstore) RETURNS text LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT tags -> 'name'; END;
CREATE AGGREGATE all_tags (hstore) (SFUNC = hs_concat, STYPE = hstore, INITCOND = '');
CREATE TABLE things (id int PRIMARY KEY, labels labels, tagged tagged, tags hstore DEFAULT 'name=>none', CHECK (tags ? 'name'));
CREATE INDEX by_name ON things (name_of(tags));
CREATE VIEW names AS SELECT id, name_of(tags) AS name, tags -> 'size' AS size FROM things;
RESET search_path;
