insert into logs values (1, 1); insert into notes values (1, 'x');
