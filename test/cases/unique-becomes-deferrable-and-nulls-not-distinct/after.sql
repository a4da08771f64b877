create table t(a int, b int, constraint u unique (a) deferrable initially deferred, constraint w unique nulls not distinct (b));
