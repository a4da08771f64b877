create table t(a int, b int);
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before update of a on t for each row execute function g();
create trigger tw before update on t for each row when (old.a is distinct from new.a) execute function g();
