create table item (a int, b int, c int constraint item_c unique, d int);
create index item_a on item (a);
create index item_b on item (b);
create view overview as select 1 as one;
create type pair as (x int, y int);
create table log (x int);
create sequence counter owned by item.d;
