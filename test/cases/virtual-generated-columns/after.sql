create table t(a int, g int generated always as (a * 3) virtual, s int generated always as (a + 1) virtual, n text generated always as (a::text || 'x') virtual);
create index i on t(a);
