insert into p values (1, 2), (50, 1);
