create table bill(day date, id int, previous int, primary key (day, id), foreign key (day, previous) references bill) partition by range (day);
create table bill_2025 partition of bill for values from ('2025-01-01') to ('2026-01-01');
create table bill_2026 partition of bill for values from ('2026-01-01') to ('2027-01-01');
create table item(id int primary key, day date, bill int, foreign key (day, bill) references bill);
create table a_late_item(id int primary key, day date, bill int, foreign key (day, bill) references bill_2026);
