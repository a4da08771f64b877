create table t(a int, b int);
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr after update of a on t for each row when (old.a is distinct from new.a) execute function g();
create constraint trigger ct after insert on t deferrable initially deferred for each row execute function g();
