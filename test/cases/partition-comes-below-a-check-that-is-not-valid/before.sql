create table logs (day int, size int) partition by list (day);
create table logs_1 partition of logs for values in (1);
alter table logs add constraint sized check (size > 0) not valid;
create table notes (day int, text text) partition by list (day);
create table notes_1 partition of notes for values in (1);
alter table notes add constraint told check (text <> '') not valid;
