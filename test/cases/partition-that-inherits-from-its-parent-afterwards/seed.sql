INSERT INTO jobs VALUES (1, 'new', 'a'), (2, 'done', 'b'), (12, 'done', 'c'), (3, 'failed', NULL);
