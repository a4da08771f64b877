create table t(a int, b int, check (a < b));
create index i on t((a + b));
create unique index u on t(a, b);
