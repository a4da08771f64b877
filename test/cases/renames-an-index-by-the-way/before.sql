create table t(a text, b int);
create index i1 on t(a) where b > 3;
