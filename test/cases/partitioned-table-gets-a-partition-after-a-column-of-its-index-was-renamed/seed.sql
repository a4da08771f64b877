insert into stop values (1, 'north');
