create table p(a int, b int) partition by range (a);
create table p0 partition of p for values from (0) to (10);
