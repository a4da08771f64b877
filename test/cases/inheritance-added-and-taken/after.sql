create table p(a int);
create table k(a int, b int);
create table l(a int, b int) inherits (p);
