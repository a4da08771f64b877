create table t(a int, g int generated always as (a * 2) virtual, v int generated always as (a * 2) virtual);
