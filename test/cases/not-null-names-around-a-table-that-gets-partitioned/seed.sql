insert into logs values ('2026-02-03', 1, 'x', true); insert into a values (1);
insert into days values (1, 1);
