create table t(a int constraint n not null no inherit, b int, c int);
alter table t add constraint bn not null b not valid;
