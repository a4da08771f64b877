INSERT INTO vehicle VALUES (3, 'red');
INSERT INTO truck VALUES (8, 'blue', 5);
INSERT INTO tanker VALUES (10, 'red', 7);
INSERT INTO pram VALUES (3, 'red');
