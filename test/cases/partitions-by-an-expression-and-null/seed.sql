INSERT INTO p VALUES ('X', 1), ('z', 2);
