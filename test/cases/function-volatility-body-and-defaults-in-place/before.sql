create function f(a int, b text default 'x') returns int language sql as 'select 1';
create view v as select f(1) as z;
create procedure pr(inout a int) language plpgsql as $$ begin a := 1; end $$;
create function half(int) returns int language sql immutable as 'select $1 / 2';
create function pick(a int, b int, out x int, out y int) language sql immutable as 'select a, b';
create function widest(a anyelement, b anyelement default 1) returns text language sql immutable as 'select a::text';
create table reading (raw int check (half(raw) < 50), mean int generated always as (half(raw)) stored, first int default half(2));
create index on reading (half(raw));
create materialized view means as select half(raw), (pick(raw, 1)).y, widest(raw, 2) from reading;
