INSERT INTO notes VALUES (1, 'calm', 5), (2, NULL, NULL);
