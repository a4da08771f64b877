INSERT INTO tickets_1 (year) VALUES (1), (1);
INSERT INTO bills_1 (year) VALUES (1);
INSERT INTO notes_1 (year) VALUES (1);
INSERT INTO sons (name) VALUES ('Abel');
