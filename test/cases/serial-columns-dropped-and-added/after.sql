create table t(id serial primary key, b bigserial not null, c smallserial, d serial);
