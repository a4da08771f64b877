insert into days values (1, 1), (2, 2);
