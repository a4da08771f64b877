create table p(id text primary key);
create table c(pid text references p);
