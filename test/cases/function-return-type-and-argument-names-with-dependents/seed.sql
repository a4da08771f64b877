insert into t(x, y) values (1, 2);
insert into u default values;
