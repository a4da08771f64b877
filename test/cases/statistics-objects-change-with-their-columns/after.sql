create table t(a int, b bigint);
create statistics s1 (mcv) on a, b from t;
create statistics s3 on (a + b) from t;

create function shelf(number int) returns int language sql immutable as 'select number % 9';
alter table t add c bigint;
create statistics s4 on shelf(a), c from t;
comment on statistics s4 is 'shelves';

alter statistics s1 set statistics 80; alter statistics s4 set statistics 40;
create statistics s5 on b, c from t;
