create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create table p(a int, b text) partition by range (a);
create table p1 partition of p for values from (0) to (10);
create trigger tr after insert on p for each row execute function g();
create trigger t1 before insert on p1 for each row execute function g();
alter table p disable trigger tr;
