create table t(a int, b int, c int);
create statistics s1 on a, b from t;
create statistics s2 (ndistinct) on b, c from t;
create statistics s3 on (a + b) from t;

create function shelf(no int) returns int language sql immutable as 'select no % 9';
create statistics s4 on shelf(a), c from t;
comment on statistics s4 is 'shelves';

alter statistics s1 set statistics 70; alter statistics s4 set statistics 40;
create statistics s5 on b, c from t; alter statistics s5 set statistics 9;
