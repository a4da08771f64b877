create table p(a int not null, b text default 'q', c int) partition by range (a);
create table p1(a int not null, b text default 'q');
create table p2 partition of p for values from (10) to (20);
create index p_b on p(b);
