create table thing (id int not null, label text check (label <> ''));
create table machine (label text default 'none', power int, primary key (id)) inherits (thing);
create table pump (litres serial, primary key (id)) inherits (machine);
create table owned (owner text);
create table my_pump (label text) inherits (owned, pump);
create index on pump (label);
create view strong as select id, label from pump where power > 9;
create table job (pump int references pump, machine int references machine);
comment on column pump.label is 'what it is called';
