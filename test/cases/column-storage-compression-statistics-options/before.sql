create table t(a text, b text, c int, d numeric);
create index i on t((a || b), c);
