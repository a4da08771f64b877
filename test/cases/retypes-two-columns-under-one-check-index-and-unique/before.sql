create table t(a text, b text, check (a < b));
create index i on t((a || b));
create unique index u on t(a, b);
