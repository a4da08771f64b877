create table t(id int primary key, n int);
create function f(r t) returns boolean language sql immutable as 'select r.n > 0';
alter table t add constraint c check (f(t.*));
