insert into leaf values (1, 2, 'x'); insert into parted values (1, 2);
