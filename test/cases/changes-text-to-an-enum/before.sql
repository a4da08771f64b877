create table t(id int primary key, n text default 'a');
