create table p(a bigint, b int) partition by list (b);
create table p0 partition of p for values in (1);
create table pd partition of p default;
create index on p(a);
