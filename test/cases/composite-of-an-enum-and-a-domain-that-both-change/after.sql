CREATE TYPE e AS ENUM ('b', 'a'); CREATE DOMAIN d AS bigint; CREATE TYPE g AS ENUM ('m', 'n', 'o');
CREATE TYPE c AS (x e, y d); CREATE TYPE h AS (x g, y d);
CREATE TABLE t (v c, vs c[], w h);
CREATE FUNCTION f(c) RETURNS e LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x';
CREATE INDEX i ON t (f(v));
CREATE VIEW w AS SELECT (v).x, f(v) FROM t;
