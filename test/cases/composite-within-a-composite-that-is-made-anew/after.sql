create type size as (height int, width int);
create type crate as (size size, label text);
create table parcel(id int, content crate);
