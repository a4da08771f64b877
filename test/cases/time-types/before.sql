create table t(a timestamp, b timestamptz, c date, d time, e interval, f timestamptz(3));
create index on t(b);
