CREATE FUNCTION is_code(value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT value <> '' $$;
CREATE FUNCTION first_code() RETURNS varchar LANGUAGE sql IMMUTABLE AS $$ SELECT 'q'::varchar $$;
CREATE DOMAIN code AS text DEFAULT first_code() CHECK (is_code(VALUE)) CHECK (length(VALUE) < 9);
CREATE DOMAIN short AS code CHECK (VALUE <> 'z');
CREATE TYPE pair AS (one short, other code);
CREATE TABLE t (a code, b short[], c pair);
