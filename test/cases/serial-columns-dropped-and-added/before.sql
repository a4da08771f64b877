create table t(id serial primary key, a serial, d text default 'x');
