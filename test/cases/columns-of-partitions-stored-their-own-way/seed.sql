INSERT INTO measures VALUES (1, 'one'), (2, 'two');
INSERT INTO logs VALUES (1, 'one', 'goes');
INSERT INTO texts VALUES (1, 'one');
INSERT INTO derived VALUES (1, 'one', 2);
