create schema store;
create function store.lowest_price(a int) returns int language sql immutable as 'select $1';
create domain store.price as int default store.lowest_price(3);
create domain store.weight as int default store.lowest_price(7);
create table store.item(id int, cost store.price);
