create table t(a bigint[], b text, c int[], d varchar(9)[], e jsonb[]);
