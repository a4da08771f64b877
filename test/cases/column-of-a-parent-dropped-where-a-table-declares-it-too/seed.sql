insert into item values (1, 'pen', 2);
insert into book values (2, 'atlas', 30, 100);
insert into comic values (3, 'panels', 5, 40);
