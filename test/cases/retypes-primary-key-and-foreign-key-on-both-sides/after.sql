create table p(id bigint primary key);
create table c(id bigint primary key, pid bigint references p on delete cascade);
