create table p(id int primary key, k int, unique (id, k));
create table c(a int, b int, d int default 1);
