create table p(a int not null, b text) partition by range (a);
create table p1(a int not null, b text);
create index p1_b on p1(b);
