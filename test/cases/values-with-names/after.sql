CREATE TABLE t (id int);
CREATE VIEW named (x) AS VALUES (1), (2);
CREATE VIEW joined AS SELECT t.id, v.a, '( VALUES' AS word FROM t JOIN (VALUES (1, 'x'), (2, 'y')) AS v (id, a) ON v.id = t.id;
