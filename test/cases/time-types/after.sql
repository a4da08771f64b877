create table t(a date, b timestamp, c timestamptz, d interval, e time, f timestamptz);
create index on t(b);
