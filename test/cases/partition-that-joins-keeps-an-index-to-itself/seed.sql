insert into north values (1, 5); insert into south values (2, 1);
