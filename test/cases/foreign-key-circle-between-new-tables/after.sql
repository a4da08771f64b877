create table a(id int primary key, b int);
create table b(id int primary key, a int references a);
alter table a add constraint a_b foreign key (b) references b;
create table s(id int primary key, parent int references s);
