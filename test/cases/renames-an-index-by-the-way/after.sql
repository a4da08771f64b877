create table t(a text, b int);
create index i9 on t(a) where b > 3;
