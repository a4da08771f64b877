create function f(a int, b text default 'y', c int default 3) returns int language sql stable strict parallel safe cost 5 set search_path = 'public' as 'select 2';
create view v as select f(1) as z;
create procedure pr(inout a int) language plpgsql security definer as $$ begin a := 2; end $$;
