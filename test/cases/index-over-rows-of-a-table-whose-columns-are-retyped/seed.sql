INSERT INTO item VALUES (5, 'nail'), (50, 'saw');
INSERT INTO tool VALUES (7, 'axe', 'wood');
