create table p(a int, b text) partition by range (a);
create table p1 partition of p for values from (20) to (30);
create table p2 partition of p for values from (10) to (15);
create index on p(b);
