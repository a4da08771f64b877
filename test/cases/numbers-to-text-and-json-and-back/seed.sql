insert into t values (1, 2.5, true, '{"a":1}', '"q"');
