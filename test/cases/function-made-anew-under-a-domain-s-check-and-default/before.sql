CREATE FUNCTION is_code(given text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT given <> '' $$;
CREATE FUNCTION first_code() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'q'::text $$;
CREATE DOMAIN code AS text DEFAULT first_code() CHECK (is_code(VALUE)) CHECK (length(VALUE) < 9);
CREATE DOMAIN short AS code CHECK (VALUE <> 'z');
CREATE TYPE pair AS (one short, other code);
CREATE TABLE t (a code, b short[], c pair);
