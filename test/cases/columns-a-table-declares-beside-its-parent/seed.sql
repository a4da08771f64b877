insert into base values (1, '2020-01-01');
insert into gains values (8);
insert into joins values (2, '2020-01-02', 1), (3, null, 2);
insert into leaves values (4, '2020-01-03', 3);
insert into takes_all values (5, '2020-01-04');
insert into takes_one values (6, '2020-01-05', 7);
insert into towers values (30, 8, 1);
