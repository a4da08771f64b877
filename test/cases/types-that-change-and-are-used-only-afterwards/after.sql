CREATE TYPE c AS (x bigint); CREATE DOMAIN d AS bigint; CREATE DOMAIN n AS int NOT NULL; CREATE TYPE e AS ENUM ('b');
CREATE TABLE t (y int, v c, w d, ns n[], z e DEFAULT 'b');
CREATE VIEW q AS SELECT v, w, z FROM t;
