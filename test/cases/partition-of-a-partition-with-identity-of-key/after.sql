create table p(a int generated always as identity, b text, c int default 4 not null check (c > 0)) partition by range (a);
create table p1 partition of p for values from (0) to (10);
create table p2 partition of p for values from (10) to (20);
