create table t(a text, b text, c int, d numeric);
alter table t alter a set storage external, alter b set compression pglz, alter c set statistics 77, alter c set (n_distinct = 5), alter d set storage plain;
create index i on t((a || b), c);
alter index i alter column 1 set statistics 99;
alter table t cluster on i;
alter table t set (toast.autovacuum_enabled = false, fillfactor = 50);
