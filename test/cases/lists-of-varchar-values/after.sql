CREATE TABLE t (
  id int PRIMARY KEY,
  status varchar(10) CHECK (status IN ('a', 'b', 'it''s')),
  kind varchar CHECK (kind NOT IN ('(ARRAY[', 'b])::text[]')),
  side varchar(2) CHECK (side IN (NULL, 'l', 'r')),
  plain text CHECK (plain IN ('a', 'b')),
  amount numeric CHECK (amount IN (1, 2)),
  grade text GENERATED ALWAYS AS (CASE WHEN status IN ('a', 'b,(') THEN 'x' ELSE 'y' END) STORED
);
CREATE INDEX i ON t (kind) WHERE status IN ('a', 'c');
CREATE DOMAIN d AS varchar CHECK (VALUE IN ('a', 'b'));
CREATE VIEW v AS SELECT id, CASE WHEN status IN ('a', 'x') THEN 1 END AS known FROM t WHERE kind NOT IN ('q', 'w');
CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM t WHERE status IN ('a', 'x');
CREATE POLICY p ON t USING (status IN ('a', 'b'));
CREATE RULE r AS ON DELETE TO t WHERE old.status IN ('a', 'b') DO INSTEAD NOTHING;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW WHEN (new.status IN ('a', 'b')) EXECUTE FUNCTION f();
CREATE FUNCTION g() RETURNS SETOF int BEGIN ATOMIC SELECT id FROM t WHERE status IN ('a', 'b'); END;
CREATE TABLE parts (s varchar) PARTITION BY LIST ((s IN ('a', 'b')));
COMMENT ON TABLE t IS 'status = ANY ((ARRAY[''a''::character varying])::text[])';
