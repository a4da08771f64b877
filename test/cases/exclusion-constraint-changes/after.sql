create table t(a int4range, b int, constraint x exclude using gist (a with &&) where (b > 0) deferrable initially deferred);
