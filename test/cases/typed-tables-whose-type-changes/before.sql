CREATE TYPE item AS (no int, name text); CREATE TYPE other AS (no int, size text);
CREATE TABLE items OF item (PRIMARY KEY (no), name WITH OPTIONS DEFAULT 'x');
CREATE TABLE stock OF item PARTITION BY RANGE (no);
CREATE TABLE stock_rest PARTITION OF stock DEFAULT;
CREATE TABLE swapped OF item; CREATE TABLE left_alone OF item; CREATE TABLE joins (no int);
