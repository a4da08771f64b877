create type tax as (rate numeric);
create type money_of as (amount numeric, currency text, vat tax);
create table offer (id int, price money_of default row(0, 'EUR', row(20)));
create view cheapest as select id, (row(1, 'EUR', row(20))::money_of).amount as amount from offer;
create function free() returns money_of language sql return row(0, 'EUR', null)::money_of;
