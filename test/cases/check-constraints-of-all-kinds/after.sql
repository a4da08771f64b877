create table t(a int, b int, constraint c1 check (a > 0 and b > 0) no inherit, constraint c3 check (a < b), check (b is not null or a = any(array[1,2])));
