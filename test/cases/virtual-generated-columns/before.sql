create table t(a int, g int generated always as (a * 2) virtual, s int generated always as (a + 1) stored);
