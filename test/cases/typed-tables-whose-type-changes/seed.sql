INSERT INTO items VALUES (1); INSERT INTO stock VALUES (2, 's'); INSERT INTO swapped VALUES (3, 't');
INSERT INTO left_alone VALUES (4, 'u'); INSERT INTO joins VALUES (5);
