create type feeling as enum ('blue', 'ok');
create table t(m feeling default 'blue');
create type state as enum ('new', 'open', 'under way', 'lost', 'found');
create table parcel(id int primary key, s state default 'under way', past state[] default '{under way}', check (s <> 'under way' or id > 0));
