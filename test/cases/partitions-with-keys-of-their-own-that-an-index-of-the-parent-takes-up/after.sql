create table log(id int not null, day date not null) partition by range (day);
create table log_2025 partition of log (primary key (day, id)) for values from ('2025-01-01') to ('2026-01-01');
create table log_2026 partition of log (constraint log_2026_whole unique (day, id)) for values from ('2026-01-01') to ('2027-01-01');
create table log_2027 partition of log (primary key (day, id)) for values from ('2027-01-01') to ('2028-01-01');
create unique index log_key on log(day, id);
create table mark(id int not null, kind text not null, primary key (kind, id)) partition by list (kind);
create table mark_a partition of mark for values in ('a');
create table mark_b partition of mark for values in ('b');
