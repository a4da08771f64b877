create table t(a int);
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create constraint trigger ct after insert or update on t deferrable initially deferred for each row execute function g();
create trigger tr before insert on t for each row execute function g();
alter table t disable trigger tr;
create trigger tt after truncate on t for each statement execute function g();
alter table t enable always trigger tt;
create trigger tn after insert on t referencing new table as nt for each statement execute function g('a', 'b''c');
