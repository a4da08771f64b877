create table p(key int primary key, b text) partition by range (key);
create table p1 partition of p for values from (0) to (10);
create table c(x int references p(key));
