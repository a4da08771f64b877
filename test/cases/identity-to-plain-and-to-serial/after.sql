create table t(id int not null, a text);
create table u(id serial, a text);
