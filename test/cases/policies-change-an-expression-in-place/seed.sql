INSERT INTO notes VALUES (1, 'a', 3, 2), (2, NULL, NULL, NULL);
