create table t(a text, b varchar(20), c text[], d text, e inet, f inet[], g cidr);
