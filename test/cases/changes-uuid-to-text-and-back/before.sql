create table t(id int primary key, n uuid default gen_random_uuid());
