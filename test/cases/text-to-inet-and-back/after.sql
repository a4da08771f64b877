create table t(a inet, b inet, c inet[], d cidr, e text, f varchar(20)[], g text);
