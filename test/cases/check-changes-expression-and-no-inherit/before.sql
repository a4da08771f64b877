create table t(a int, constraint c check (a > 0), constraint d check (a < 9));
