INSERT INTO readings VALUES ('north', 1, 4), ('south', 1, 5);
INSERT INTO visits VALUES ('north', 1), ('south', 1);
INSERT INTO alarms VALUES ('north', 1), ('south', 1);
INSERT INTO repairs VALUES ('north', 1), ('south', 1);
