create table t(id text default 'x');
