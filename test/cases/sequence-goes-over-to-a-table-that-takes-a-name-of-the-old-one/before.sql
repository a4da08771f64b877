create table ban (id serial primary key, who int);
alter table ban rename to person_ban;
create table entry (id serial, at date, primary key (id));
alter table entry rename to old_entry;
