create type mood as enum ('sad', 'ok');
create table t(m mood default 'sad');
create type state as enum ('open', 'sent', 'lost');
create table parcel(id int primary key, s state default 'sent', past state[] default '{sent}', check (s <> 'sent' or id > 0));
