create table users(id serial primary key, nick text not null unique check (nick <> ''), age int);
create index users_age on users(age);
create view v as select nick from users;
