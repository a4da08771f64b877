create table t(id int primary key, n text collate "C");
create index t_n on t(n);
