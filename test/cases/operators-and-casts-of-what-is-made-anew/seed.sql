INSERT INTO notes VALUES (1, 'calm', 5), (2, NULL, NULL);
INSERT INTO pairs VALUES ('calm', 'glad');
INSERT INTO diaries VALUES ('{calm,glad}');
INSERT INTO counts VALUES (1, 1);
