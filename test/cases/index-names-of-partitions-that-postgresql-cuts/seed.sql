INSERT INTO measurements_of_the_stations VALUES (1, '2024-03-01', 10.5, 60, 1013), (2, '2024-03-01', 11, 58, 1011);
