INSERT INTO t VALUES ('x', '{y}', ROW('v', 'w'));
