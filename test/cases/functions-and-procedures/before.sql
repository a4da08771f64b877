create function f(a int) returns int language sql as 'select 1';
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create table t(a int);
create trigger tr before insert on t for each row execute function g();
