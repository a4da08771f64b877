CREATE TABLE t (id int PRIMARY KEY, status varchar(10) CHECK (status IN ('a', 'b')), kind varchar);
CREATE VIEW v AS SELECT id, CASE WHEN status IN ('a', 'x') THEN 1 END AS known FROM t;
