create sequence s;
create table t(a int, b int);
alter sequence s owned by t.a;
create sequence q as bigint;
create sequence dn increment -1;
