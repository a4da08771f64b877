create table t(a text, b int, j jsonb, r int4range);
create index i1 on t(lower(a) text_pattern_ops) where b > 3;
create unique index i2 on t(a desc nulls last, b) include (j) nulls not distinct;
create index i3 on t using gin (j jsonb_path_ops) with (fastupdate=off);
create index i4 on t using brin (b) with (pages_per_range=32);
create index i5 on t using gist (r);
create index i6 on t (a collate "C");
create index i7 on t using hash (a);
