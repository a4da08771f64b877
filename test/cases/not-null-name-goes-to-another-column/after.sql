create table t (id serial not null, n text not null); alter table t rename id to pk; alter table t rename n to k;
