create extension hstore;
create extension citext;
create table box (id int, tags citext[] default '{x}', facts hstore[]);
create type label as (words citext[]);
create domain names as citext[];
create function first_of(words citext[]) returns text language sql as 'select words[1]::text';
create view tagged as select tags from box;
