INSERT INTO t VALUES ('A');
INSERT INTO things VALUES (1, 'name=>one', (1, 'name=>two'), 'name=>three');
