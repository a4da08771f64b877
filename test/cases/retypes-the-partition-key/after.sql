create table p(a bigint, b int) partition by range (a);
create table p0 partition of p for values from (0) to (10);
