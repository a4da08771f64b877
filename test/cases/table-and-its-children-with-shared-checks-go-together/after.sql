create table stays (n int);
create table child_stays () inherits (stays);
