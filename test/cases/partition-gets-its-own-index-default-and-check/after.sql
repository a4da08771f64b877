create table p(a int, b text) partition by range (a);
create table p1 partition of p for values from (0) to (10);
create index p1_b on p1(b);
alter table p1 alter b set default 'q';
alter table p1 add constraint p1c check (a < 9);
alter table p1 alter b set not null;
