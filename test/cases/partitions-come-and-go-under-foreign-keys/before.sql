create table bill(day date, id int, primary key (day, id)) partition by range (day);
create table bill_2024 partition of bill for values from ('2024-01-01') to ('2025-01-01');
create table bill_2025 partition of bill for values from ('2025-01-01') to ('2026-01-01');
create table item(id int primary key, day date, bill int, foreign key (day, bill) references bill);
