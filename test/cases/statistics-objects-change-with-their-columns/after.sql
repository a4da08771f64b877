create table t(a int, b bigint);
create statistics s1 (mcv) on a, b from t;
create statistics s3 on (a + b) from t;
