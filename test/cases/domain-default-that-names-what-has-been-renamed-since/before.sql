create schema shop;
set search_path = shop, public;
create function first_price(a int) returns int language sql immutable as 'select $1';
create domain price as int default first_price(3);
create table item(id int, cost price);
alter function first_price(int) rename to lowest_price;
alter schema shop rename to store;
