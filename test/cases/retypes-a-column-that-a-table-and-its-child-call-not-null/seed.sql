INSERT INTO animal VALUES (1, 4);
INSERT INTO bird VALUES (2, 2);
INSERT INTO duck VALUES (3, 2, 'blue');
INSERT INTO owner VALUES (1);
INSERT INTO pens VALUES (1, 'fountain pen', 'blue');
INSERT INTO quills VALUES (2, 'quill', 'black', 'goose');
