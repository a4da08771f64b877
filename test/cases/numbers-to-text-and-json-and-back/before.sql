create table t(a int, b numeric(10,2), c boolean, d jsonb, e text);
