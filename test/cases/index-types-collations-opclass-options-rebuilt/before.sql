create table t(a text, b text, v tsvector, p point, n int);
create index i1 on t(a);
create index i2 on t using gin(v);
create index i3 on t using gist(p);
create unique index i4 on t(a) where b is null;
