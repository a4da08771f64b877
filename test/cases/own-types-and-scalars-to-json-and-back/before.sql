CREATE TYPE pair AS (x int, y text);
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE t (id int PRIMARY KEY, a pair, b mood, c int4range, d uuid, e date, f json);
