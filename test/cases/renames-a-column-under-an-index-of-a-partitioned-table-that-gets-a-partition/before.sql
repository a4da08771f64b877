create table ride (id int, day date not null, unique (day, id)) partition by range (day);
create table ride_2024 partition of ride for values from ('2024-01-01') to ('2025-01-01');
create index by_day on ride (day, id);
create index by_eve on ride ((day - 1), id);
