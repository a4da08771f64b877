insert into ride values (1, '2024-02-02');
