create schema s;
create table t(b int default 3, c int generated always as identity);
