create table t (id serial, n int not null); alter table t rename n to m;
