insert into stays_a_plant (height, shared, price, note) values (1, 2, 3, 'a');
insert into stays_a_food (height, shared, price, note) values (1, 2, 3, 'a');
insert into keeps_the_price (height, shared, price, note) values (1, 2, 3, 'a');
insert into stands_alone (height, shared, price, note) values (1, 2, 3, 'a');
insert into forgets_both (height, shared, price, note) values (1, 2, 3, 'a');
insert into loses_the_one_that_goes (height, shared, code, note) values (1, 2, 3, 'a');
insert into turns_round (height, shared, price, note) values (1, 2, 3, 'a');
insert into gets_another (shared, price, note) values (2, 3, 'a');
