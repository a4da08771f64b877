insert into p values (12, 'x');
