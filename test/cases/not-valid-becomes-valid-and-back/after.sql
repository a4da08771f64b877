create table p(id int primary key);
create table c(a int, b int);
alter table c add constraint f foreign key (a) references p;
alter table c add constraint k check (b > 0) not valid;
alter table c add constraint k2 check (b > 1);
