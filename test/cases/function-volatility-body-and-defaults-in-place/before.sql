create function f(a int, b text default 'x') returns int language sql as 'select 1';
create view v as select f(1) as z;
create procedure pr(inout a int) language plpgsql as $$ begin a := 1; end $$;
