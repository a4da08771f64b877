create table t(id int primary key, n text);
create index t_n on t(n);
