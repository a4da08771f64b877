create table t(a int primary key);
create table u(b int primary key);
create publication pb for table t;
