create table t(a int, b bigint, c boolean, d smallint default 1);
