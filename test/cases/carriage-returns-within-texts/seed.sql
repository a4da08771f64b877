INSERT INTO letters (id) VALUES (1), (2);
INSERT INTO letters VALUES (3, E'a\r\nb');
