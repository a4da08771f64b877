create table t(a int constraint foo not null, b int not null, c int);
