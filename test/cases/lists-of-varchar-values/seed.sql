INSERT INTO t VALUES (1, 'a', 'k'), (2, 'b', NULL);
