create table sales (year int, net int, gross int generated always as (net + 1) stored, tax int generated always as (net * 3) stored, plain int) partition by list (year);
create table sales_1 partition of sales for values in (1);
create table sales_2 partition of sales (gross generated always as (net + 20) stored, tax generated always as (net * 5) stored) for values in (2) partition by list (year);
create table sales_2_2 partition of sales_2 default;
create table sales_3 partition of sales (tax generated always as (net * 9) stored) for values in (3);
create table base (a int, b int generated always as (a) stored);
create table child (b int generated always as (a + 1) stored) inherits (base);
