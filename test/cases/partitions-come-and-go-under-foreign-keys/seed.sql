insert into bill values ('2025-02-02', 1); insert into item values (1, '2025-02-02', 1);
