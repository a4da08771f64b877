insert into kept values (1, 'x'); insert into points values (1, 2);
