create table orders (region int, placed int) partition by list (region);
create table north (region int, placed int not null);
create table south (region int, placed int) partition by list (placed);
create table south_1 partition of south for values in (1);
create index by_placed on orders (placed);
create index own_north on north (placed desc);
comment on index own_north is 'for the clerks';
create index own_south on south_1 (placed);
