create function decade(n int) returns int language sql immutable return n / 10;
create function a_decade(n int) returns int language sql immutable return decade(n);
create table years (n int, what text) partition by range ((decade(n)));
create table first_years partition of years for values from (0) to (1);
create table later_years partition of years for values from (1) to (10) partition by list ((a_decade(n)));
create table tens partition of later_years default;
create view decades as select decade(n) as d from years;
