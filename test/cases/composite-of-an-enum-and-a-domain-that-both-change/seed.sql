INSERT INTO t VALUES (ROW('a', 1), ARRAY[ROW('b', 2)::c], ROW('o', 3));
