create schema s;
create table t(a text, c int generated always as identity);
