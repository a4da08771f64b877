CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
CREATE DOMAIN cd AS text COLLATE ci;
CREATE TABLE t (a cd, b text COLLATE ci, c text);
CREATE INDEX i ON t (c COLLATE ci);
CREATE VIEW v AS SELECT b, c COLLATE ci AS cc FROM t;
