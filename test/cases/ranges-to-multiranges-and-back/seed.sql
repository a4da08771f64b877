INSERT INTO t VALUES (1, '[1,3)', '{[1,2)}', '[1,3)', '{[1,3)}', '[2024-01-01,2024-02-01)', '[1,3)'), (2, '[3,)', '{}', 'empty', '{}', '(,)', 'empty'), (3, NULL, NULL, NULL, NULL, NULL, NULL);
