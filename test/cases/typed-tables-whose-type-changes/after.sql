CREATE TYPE item AS (no int, name varchar, day date); CREATE TYPE other AS (no int, size text, tag int);
CREATE TABLE items OF item (PRIMARY KEY (no), name WITH OPTIONS DEFAULT 'y');
CREATE TABLE stock OF item PARTITION BY RANGE (no);
CREATE TABLE stock_rest PARTITION OF stock DEFAULT;
CREATE TABLE swapped OF other; CREATE TABLE left_alone (no int, name text); CREATE TABLE joins OF other;
