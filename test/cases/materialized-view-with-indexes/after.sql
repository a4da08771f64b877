create table t(a bigint, b int);
create materialized view m as select a, b from t;
create unique index m_a on m(a);
