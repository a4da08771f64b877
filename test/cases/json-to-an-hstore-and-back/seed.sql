INSERT INTO t VALUES (1, '{"a": "1", "b": null, "c\"d": "x, y => z", "": "\\"}', '{"a": "1"}', 'a => 1, b => NULL'), (2, '{}', '{}', ''), (3, NULL, NULL, NULL);
