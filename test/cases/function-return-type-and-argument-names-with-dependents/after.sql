create function f(b int) returns int language sql immutable as 'select $1';
create table t(x int default f(3), y int check (f(y) > 0), g int generated always as (f(x)) stored);
create index i on t(f(y));
create view v as select f(1) as z;
create policy p on t using (f(x) > 0);
create aggregate ag(int) (sfunc = int4pl, stype = int, finalfunc = f);
