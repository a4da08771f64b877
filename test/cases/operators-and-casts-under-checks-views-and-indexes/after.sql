CREATE SCHEMA signs; CREATE TYPE signs.grade AS ENUM ('low', 'high');
CREATE FUNCTION signs.alike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) = lower($2)';
CREATE FUNCTION signs.unlike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) <> lower($2)';
CREATE OPERATOR signs.=== (LEFTARG = text, RIGHTARG = text, FUNCTION = signs.alike, COMMUTATOR = OPERATOR(signs.===),
  NEGATOR = OPERATOR(signs.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR signs.!== (LEFTARG = text, RIGHTARG = text, FUNCTION = signs.unlike, NEGATOR = OPERATOR(signs.===));
CREATE FUNCTION signs.graded(int) RETURNS signs.grade LANGUAGE sql IMMUTABLE
  AS $$ SELECT CASE WHEN $1 > 9 THEN 'high'::signs.grade ELSE 'low'::signs.grade END $$;
CREATE CAST (int AS signs.grade) WITH FUNCTION signs.graded(int) AS ASSIGNMENT;
CREATE TABLE words (word text, n int, CHECK (word OPERATOR(signs.!==) 'x'));
CREATE FUNCTION signs.size(words) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT length($1.word)';
CREATE OPERATOR signs.### (RIGHTARG = words, FUNCTION = signs.size);
ALTER TABLE words ADD m int, ADD CHECK (word OPERATOR(signs.===) 'q' OR m IS NULL);
CREATE INDEX by_sign ON words ((word OPERATOR(signs.===) 'y'), (n::signs.grade));
CREATE VIEW shown AS SELECT word OPERATOR(signs.===) 'y' AS e, n::signs.grade AS g, m FROM words;
