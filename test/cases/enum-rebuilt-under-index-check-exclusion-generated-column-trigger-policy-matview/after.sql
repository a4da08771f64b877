create type e as enum('b','a');
create table t(id int, n e not null default 'a', m e, check (n <> 'b'), constraint x exclude using btree (id with =) where (n = 'a'));
create index i on t(m) where n = 'b';
create index j on t(n, m);
create policy p on t using (m = 'a');
create materialized view mv as select n, count(*) from t where m = 'b' group by n;
create unique index mvi on mv(n);
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row when (new.n = 'a') execute function g();
