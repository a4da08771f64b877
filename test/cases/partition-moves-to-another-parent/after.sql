create table p(a int primary key, b text) partition by range (a);
create table q(a int primary key, b text) partition by range (a);
create table p1 partition of q for values from (0) to (10);
