create table book (id int, title text, price numeric);
create materialized view shelf as select id, title, price from book;
alter materialized view shelf alter column id set statistics 20;
alter materialized view shelf alter column title set compression pglz;
alter materialized view shelf alter column title set (n_distinct = -0.5, n_distinct_inherited = 3);
create materialized view rebuilt as select id, title from book where id > 0;
alter materialized view rebuilt alter column title set storage external;
create materialized view plain as select title, price from book;
create index plain_lower on plain (lower(title), price);
