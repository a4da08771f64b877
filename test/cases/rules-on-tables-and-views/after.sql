create table t(a int, b int);
create view v as select a, b from t;
create rule r1 as on insert to v do instead insert into t values (new.a, new.b);
create rule r2 as on update to t where new.a > 5 do nothing;
alter table t disable rule r2;
