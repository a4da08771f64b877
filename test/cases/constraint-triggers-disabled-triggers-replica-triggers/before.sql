create table t(a int);
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create constraint trigger ct after insert on t deferrable for each row execute function g();
create trigger tr before insert on t for each row execute function g();
