insert into q values (1);
insert into p(a, q) values (5, 1), (15, 1);
insert into c values (1);
