create table item (a int, b int, c int constraint log unique, d int);
create index overview on item (a);
create index item_c on item (b);
create type item_b as (x int, y int);
create sequence pair owned by item.d;
