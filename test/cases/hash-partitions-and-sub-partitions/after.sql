create table p(a int, b text) partition by hash (a);
create table p0 partition of p for values with (modulus 2, remainder 0) partition by list (b);
create table p00 partition of p0 for values in ('x');
create index on p(a);
alter table p add constraint ck check (a > 0);
