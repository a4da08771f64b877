create table p(id int primary key);
create table t(a int, b int, constraint c check (a > 0), constraint f foreign key (b) references p);
