insert into z_child values (1, 2, 3); insert into z_log values (1, 'x');
