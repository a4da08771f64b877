insert into book values (1, 'a', 2.5);
