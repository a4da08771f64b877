create function f(a int, b text default 'y', c int default 3) returns int language sql stable strict parallel safe cost 5 set search_path = 'public' as 'select 2';
create view v as select f(1) as z;
create procedure pr(inout a int) language plpgsql security definer as $$ begin a := 2; end $$;
create function half(whole int default 4) returns int language plpgsql immutable as $$ begin return whole / 2; end $$;
create function pick(a int, b int default 7, out x int, out y int) language plpgsql immutable as $$ begin x := a; y := b; end $$;
create function widest(a anyelement, b anyelement default 'x'::text) returns text language sql immutable as 'select a::text';
create table reading (raw int check (half(raw) < 50), mean int generated always as (half(raw)) stored, first int default half(2));
create index on reading (half(raw));
create materialized view means as select half(raw), (pick(raw, 1)).y, widest(raw, 2) from reading;
