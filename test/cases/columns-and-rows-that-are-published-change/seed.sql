insert into reading values (1, 'roof', 31, 3100), (2, 'cellar', 12, 1200);
