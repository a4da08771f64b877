create table t(a int not null, b int not null unique);
alter table t replica identity using index t_b_key;
create table u(a int);
alter table u replica identity full;
create table w(a int);
alter table w replica identity nothing;
