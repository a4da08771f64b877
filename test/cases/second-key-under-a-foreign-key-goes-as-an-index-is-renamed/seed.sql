INSERT INTO owners VALUES ('ada');
INSERT INTO pets VALUES ('ada');
