insert into item values (1, 1, 1, 1);
