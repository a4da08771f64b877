create table root (id int, who int, mood text);
create table leaf () inherits (root);
create function mood_default() returns text language sql as $$ select 'good' $$;
alter table leaf alter mood set default mood_default();
create table parted (k int, n int default 3) partition by list (k);
create table parted_1 partition of parted for values in (1);
create function m_default() returns int language sql as 'select 9';
alter table parted_1 alter n set default m_default();
