create table r(id int primary key);
create table p(a int primary key, b int references r) partition by range (a);
create table p1 partition of p for values from (0) to (10);
create table x(pa int references p(a));
