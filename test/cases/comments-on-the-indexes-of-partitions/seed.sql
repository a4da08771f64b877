INSERT INTO days VALUES (1, 2, 'three');
INSERT INTO weeks VALUES (1);
