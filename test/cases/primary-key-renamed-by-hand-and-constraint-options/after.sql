create table t(a int constraint t_pk2 primary key with (fillfactor=70), b int unique nulls not distinct, c int unique deferrable);
comment on constraint t_pk2 on t is 'x';
