insert into t(a) values ('x');
insert into u(a) values ('y'),('z');
