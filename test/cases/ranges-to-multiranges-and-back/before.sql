CREATE TYPE span AS RANGE (subtype = float8);
CREATE DOMAIN stay AS daterange;
CREATE TABLE t (
  id int PRIMARY KEY, a int4range UNIQUE CHECK (NOT isempty(a)), b nummultirange, c span, d span_multirange, e stay, f int4range,
  EXCLUDE USING gist (a WITH &&)
);
