create function sf(int, int) returns int language sql as 'select $1 * $2';
create aggregate ag(int) (sfunc = sf, stype = int, initcond = '1');
create aggregate pc(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
