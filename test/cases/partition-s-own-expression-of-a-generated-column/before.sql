create table sales (year int, net int, gross int generated always as (net + 1) stored, tax int generated always as (net * 2) stored, gone int generated always as (net) stored, plain int generated always as (net) stored) partition by list (year);
create table sales_1 partition of sales (gross generated always as (net + 10) stored, gone generated always as (net + 7) stored, plain generated always as (net + 8) stored) for values in (1);
create table sales_2 partition of sales (tax generated always as (net * 5) stored) for values in (2) partition by list (year);
create table sales_2_2 partition of sales_2 (tax generated always as (net * 6) stored) default;
create table base (a int, b int generated always as (a) stored);
create table child () inherits (base);
