create type size as (height int);
create type crate as (size size, label text collate "C");
create table parcel(id int, content crate);
