insert into sales (year, net) values (1, 1), (2, 2);
insert into child values (1);
