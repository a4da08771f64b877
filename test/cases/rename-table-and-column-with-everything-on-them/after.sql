create table people(id serial primary key, handle text not null unique check (handle <> ''), age bigint);
create index people_age on people(age);
create view v as select handle from people;
