create table stays (n int, constraint small check (n < 10));
create table child_stays (constraint small check (n < 10)) inherits (stays);
create table child_goes (constraint small check (n < 10)) inherits (stays);
create table goes (x int, constraint above_zero check (x > 0));
create table below (z int, constraint above_zero check (x > 0)) inherits (goes);
create table far_below (constraint above_zero check (x > 0)) inherits (below);
