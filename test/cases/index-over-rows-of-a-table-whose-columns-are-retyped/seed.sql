INSERT INTO item VALUES (5, 'nail'), (50, 'saw');
