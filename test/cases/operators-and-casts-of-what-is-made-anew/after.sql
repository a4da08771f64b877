CREATE TYPE mood AS ENUM ('calm', 'glad');
CREATE CAST (varchar AS mood) WITH INOUT AS IMPLICIT;
CREATE FUNCTION mood_rank(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT CASE $1 WHEN ''calm'' THEN 1 ELSE 2 END';
CREATE CAST (mood AS int) WITH FUNCTION mood_rank(mood);
CREATE FUNCTION calmer(mood, mood) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 < $2';
CREATE OPERATOR <<< (LEFTARG = mood, RIGHTARG = mood, FUNCTION = calmer);

CREATE DOMAIN cents AS bigint;
CREATE FUNCTION to_cents(text) RETURNS cents LANGUAGE sql IMMUTABLE AS 'SELECT $1::int';
CREATE CAST (text AS cents) WITH FUNCTION to_cents(text);

CREATE FUNCTION equal(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = equal);

CREATE TYPE pair AS (x int, y int);
CREATE FUNCTION pair_add(pair, pair) RETURNS pair LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1.x + $2.x, $1.y + $2.y)::pair';
CREATE OPERATOR + (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_add);

CREATE TABLE notes (id int PRIMARY KEY, mood mood, price cents);
CREATE VIEW sums AS SELECT ROW(1, 2)::pair + ROW(1, 1)::pair AS sum;

CREATE FUNCTION mood_compare(mood, mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT mood_rank($1) - mood_rank($2)';
CREATE OPERATOR FAMILY moods USING btree;
CREATE OPERATOR CLASS by_rank FOR TYPE mood USING btree FAMILY moods AS OPERATOR 1 <<<, FUNCTION 1 mood_compare(mood, mood);
CREATE TYPE moods_between AS RANGE (subtype = mood);

CREATE TABLE pairs (a mood, b mood, CHECK (a <<< b));
CREATE INDEX pairs_ranked ON pairs (a by_rank, (a::int));
CREATE VIEW ranks AS SELECT a <<< b AS is_calmer, a::int AS rank FROM pairs;
CREATE FUNCTION moods_meet(mood[], mood[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 && $2';
CREATE OPERATOR &&& (LEFTARG = mood[], RIGHTARG = mood[], FUNCTION = moods_meet);
CREATE OPERATOR CLASS by_mood FOR TYPE mood[] USING gin AS OPERATOR 1 &&&, FUNCTION 1 enum_cmp(anyenum, anyenum),
  FUNCTION 2 ginarrayextract(anyarray, internal, internal),
  FUNCTION 3 ginqueryarrayextract(anyarray, internal, smallint, internal, internal, internal, internal),
  FUNCTION 4 ginarrayconsistent(internal, smallint, anyarray, int, internal, internal, internal, internal), STORAGE mood;
CREATE TABLE diaries (moods mood[]);
CREATE INDEX diaries_moods ON diaries USING gin (moods by_mood);
CREATE TABLE counts (a int, b int, CHECK (a === b));
CREATE VIEW alike AS SELECT a === b AS is_same FROM counts;
COMMENT ON OPERATOR <<< (mood, mood) IS 'the calmer one''s';
COMMENT ON OPERATOR CLASS by_mood USING gin IS 'by each mood';
COMMENT ON CAST (mood AS int) IS 'its rank';
CREATE FUNCTION compared_backwards(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $2 - $1';
CREATE FUNCTION a_gt(int, int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > $2';
CREATE OPERATOR >>> (LEFTARG = int, RIGHTARG = int, FUNCTION = a_gt);
CREATE OPERATOR FAMILY descending USING btree;
CREATE OPERATOR CLASS descending_ints FOR TYPE int USING btree FAMILY descending AS OPERATOR 1 >>>, FUNCTION 1 compared_backwards(int, int);
CREATE INDEX counts_descending ON counts (a descending_ints);
COMMENT ON OPERATOR FAMILY by_mood USING gin IS 'of moods';
