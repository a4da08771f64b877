INSERT INTO visits VALUES (1, '/', 5);
INSERT INTO orders VALUES (1, 'A-1', 20);
INSERT INTO parcels VALUES (1, 300, 'fragile');
INSERT INTO calls VALUES (1, 'Ada', 3);
