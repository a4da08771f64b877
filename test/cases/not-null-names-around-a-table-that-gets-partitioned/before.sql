create table logs (at date not null, what int constraint spoken not null, who text not null, "is NOT NULL" bool not null);
create table old_name (b int not null);
alter table old_name rename to a;
