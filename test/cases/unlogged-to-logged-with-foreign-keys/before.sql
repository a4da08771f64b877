create unlogged table a(id int primary key);
create unlogged table b(id int primary key, a int references a);
