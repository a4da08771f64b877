create table t(a int, b int);
create materialized view m as select a from t;
create unique index m_a on m(a);
