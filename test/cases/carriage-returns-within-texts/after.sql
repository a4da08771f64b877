CREATE TABLE letters (
  id int PRIMARY KEY,
  body text DEFAULT E'Dear\r\n',
  CONSTRAINT letters_body CHECK (body <> E'\r\n\r')
);
COMMENT ON TABLE letters IS E'one\r\n\r\ntwo';
DO $$ BEGIN EXECUTE E'CREATE FUNCTION greeting() RETURNS text LANGUAGE sql AS $body$\r\n  SELECT ''Dear''\r\n$body$'; END $$;
CREATE VIEW greetings AS SELECT E'x\r\ny' AS greeting;
