create table t(a int, constraint c check (a > 1), constraint d check (a < 9) no inherit);
