create table p(id uuid primary key);
create table c(pid uuid references p);
