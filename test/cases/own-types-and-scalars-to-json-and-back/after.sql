CREATE TYPE pair AS (x int, y text);
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE t (id int PRIMARY KEY, a jsonb, b jsonb, c jsonb, d jsonb, e json, f int);
