create table t(a int constraint t_pk primary key, b int unique, c int);
comment on index t_pk is 'pk';
