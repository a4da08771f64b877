create table log(day date not null, id int not null, primary key (day, id)) partition by range (day);
create table log_2025 partition of log for values from ('2025-01-01') to ('2026-01-01');
create table log_2026 partition of log for values from ('2026-01-01') to ('2027-01-01');
alter table log_2025 replica identity using index log_2025_pkey;
create table t(a int not null, b int not null);
create unique index t_key on t(a);
alter table t replica identity using index t_key;
create table u(a int not null unique);
alter table u replica identity full;
