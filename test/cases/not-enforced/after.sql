create table p(id int primary key);
create table t(a int, b int, constraint c check (a > 0) not enforced, constraint f foreign key (b) references p not enforced);
