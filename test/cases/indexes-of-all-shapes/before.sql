create table t(a text, b int, j jsonb, r int4range);
