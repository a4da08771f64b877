create table t(a text, b text, v tsvector, p point, n int);
create index i1 on t(a collate "C" text_pattern_ops desc nulls last) include (n);
create index i2 on t using gist(v tsvector_ops(siglen=100));
create index i3 on t using spgist(p);
create unique index i4 on t(a, coalesce(b, '')) with (deduplicate_items = off);
