insert into shelf values (1, 'north');
insert into shelf_south values (2, 'south');
insert into crate values (3, 'north');
