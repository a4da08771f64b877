CREATE TYPE e AS ENUM ('a', 'b'); CREATE DOMAIN d AS int; CREATE TYPE g AS ENUM ('m', 'o');
CREATE TYPE c AS (x e, y d); CREATE TYPE h AS (x g, y d);
CREATE TABLE t (v c, vs c[], w h);
CREATE FUNCTION f(c) RETURNS e LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x';
CREATE INDEX i ON t (f(v));
CREATE VIEW w AS SELECT (v).x, f(v) FROM t;
