create schema parts;
create domain parts.kind as int;
create table reading(id int not null, day date not null, kind parts.kind) partition by range (day);
create table parts.reading_old partition of reading for values from (minvalue) to ('2026-01-01');
create table parts.reading_new partition of reading for values from ('2026-01-01') to (maxvalue);
