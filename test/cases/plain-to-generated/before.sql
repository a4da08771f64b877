create table t(id int primary key, a int, g int);
