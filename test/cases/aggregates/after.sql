create function sf(int, int) returns int language sql as 'select $1 * $2';
create aggregate ag(int) (sfunc = sf, stype = int, initcond = '1');
create aggregate pc(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
create domain total as bigint;
create function add_up(total, int) returns total language sql immutable as 'select ($1 + $2)::total';
create aggregate sum_up(int) (sfunc = add_up, stype = total, initcond = '0');
create view sums as select sum_up(n) from generate_series(1, 3) as n;
