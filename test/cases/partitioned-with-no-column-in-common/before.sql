CREATE TABLE t (a int, f int);
