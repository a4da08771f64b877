insert into t(d) values ('7');
