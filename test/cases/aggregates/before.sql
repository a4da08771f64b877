create function sf(int, int) returns int language sql as 'select $1 + $2';
create aggregate ag(int) (sfunc = sf, stype = int, initcond = '0');
create domain total as int;
create function add_up(total, int) returns total language sql immutable as 'select ($1 + $2)::total';
create aggregate sum_up(int) (sfunc = add_up, stype = total, initcond = '0');
create view sums as select sum_up(n) from generate_series(1, 3) as n;
