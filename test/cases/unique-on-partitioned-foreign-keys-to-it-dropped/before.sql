create table p(a int, b int, primary key (a, b)) partition by hash (a);
create table p0 partition of p for values with (modulus 2, remainder 0);
create table p1 partition of p for values with (modulus 2, remainder 1);
create table c(a int, b int, foreign key (a, b) references p);
