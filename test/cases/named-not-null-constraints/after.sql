create table t(a int constraint bar not null, b int constraint own not null, c int constraint cc not null, d int not null default 3);
