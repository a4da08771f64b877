create table t(id bigint primary key generated always as identity, a text);
