create table p(a int, b text) partition by list (a);
create table pa partition of p for values in (1) partition by list (b);
create table pax partition of pa for values in ('x');
create table pd partition of p default;
