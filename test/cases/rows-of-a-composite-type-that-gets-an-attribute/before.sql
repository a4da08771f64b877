create type money_of as (amount numeric, currency text);
create table offer (id int, price money_of default row(0, 'EUR'));
create view cheapest as select id, (row(1, 'EUR')::money_of).amount as amount from offer;
create function free() returns money_of language sql return row(0, 'EUR')::money_of;
