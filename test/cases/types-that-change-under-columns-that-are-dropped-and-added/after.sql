CREATE TYPE c AS (x bigint); CREATE DOMAIN d AS bigint;
CREATE TABLE t (y int, a2 c, b2 d);
CREATE FUNCTION f(c) RETURNS d LANGUAGE sql AS 'SELECT 1::d';
