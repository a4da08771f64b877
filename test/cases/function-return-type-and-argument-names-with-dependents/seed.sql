insert into t(x, y) values (1, 2);
