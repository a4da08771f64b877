insert into t values (1, 0, true);
