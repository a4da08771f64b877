create table t(a int, b int, c int);
create statistics s1 on a, b from t;
create statistics s2 (ndistinct) on b, c from t;
create statistics s3 on (a + b) from t;

create function shelf(no int) returns int language sql immutable as 'select no % 9';
create statistics s4 on shelf(a), c from t;
comment on statistics s4 is 'shelves';
