insert into box values (1, '{a,b}', null);
