insert into b values (1, 2); insert into b_c values (3); insert into waits values (4, '2026-01-01');
