create table box (id int, tags text[] default '{x}');
create domain names as text[];
create view tagged as select tags from box;
