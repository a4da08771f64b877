create table ride (id int, held_on date not null, unique (held_on, id)) partition by range (held_on);
create table ride_2024 partition of ride for values from ('2024-01-01') to ('2025-01-01');
create table ride_2025 partition of ride for values from ('2025-01-01') to ('2026-01-01');
create index by_day on ride (held_on, id);
create index by_eve on ride ((held_on - 1), id);
