create sequence s;
create table t(a int, b int default nextval('s'));
alter sequence s owned by t.b;
create sequence q as smallint maxvalue 99 cycle;
create sequence dn increment -2 minvalue -50 maxvalue -3 start -4;
