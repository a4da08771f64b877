create table t(a boolean, b boolean, c numeric, d boolean default true);
