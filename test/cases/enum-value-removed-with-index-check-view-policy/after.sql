create type e as enum('a','b');
create table t(n e default 'a' check (n <> 'b'), ns e[]);
create index on t(n) where n = 'a';
create view v as select n from t where n = 'a';
create policy p on t using (n = 'a');
