INSERT INTO permissions VALUES (1, 'read', 'a'), (2, 'write', 'a');
INSERT INTO grants VALUES (7, 'read', 'a');
