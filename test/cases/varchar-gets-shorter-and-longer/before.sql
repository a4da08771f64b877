create table t(a varchar(50), b varchar(10), c text, d char(4), e varchar(10)[]);
create index on t(a);
