create table t(a varchar(20), b varchar(30), c varchar(5), d text, e text[]);
create index on t(a);
