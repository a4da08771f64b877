CREATE TYPE span AS RANGE (subtype = float8);
CREATE DOMAIN stay AS datemultirange;
CREATE TABLE t (
  id int PRIMARY KEY, a int4multirange UNIQUE CHECK (NOT isempty(a)), b numrange, c span_multirange, d span, e datemultirange, f int8multirange,
  EXCLUDE USING gist (a WITH &&)
);
