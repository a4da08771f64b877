create table b_c (d int not null);
create table b (c_d int not null, e int);
create table waits (id int constraint own not null, at date not null);
alter table waits drop constraint waits_at_not_null;
alter table waits add constraint found not null at not valid;
