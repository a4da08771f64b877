create type e as enum ('1','2');
create table t(a e, b uuid, c bigint);
