create table visit(region text, day date, hour int) partition by list (region);
create table visit_north partition of visit for values in ('north') partition by range (day);
create table visit_north_old partition of visit_north for values from ('2025-01-01') to ('2026-01-01');
create table stay(region text, day date) partition by list (region);
create table stay_north partition of stay for values in ('north') partition by range (day);
create table stay_north_any partition of stay_north default;
create table call(region text, day date) partition by list (region);
create table call_north partition of call for values in ('north') partition by list (region);
