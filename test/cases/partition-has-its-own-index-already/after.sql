create table p(a int, b text) partition by range (a);
create table p1 partition of p (constraint p1_own check (a < 100)) for values from (0) to (10);
create index p1_own on p1(b);
create index p_b on p(b) with (fillfactor = 60);
