create table ban (id serial primary key, who text not null);
create sequence entry_id_seq as integer;
create table entry (id int default nextval('entry_id_seq') not null, at date, constraint other_pkey primary key (id));
alter sequence entry_id_seq owned by entry.id;
create table old_entry (id int);
