insert into t(a) values ('7');
