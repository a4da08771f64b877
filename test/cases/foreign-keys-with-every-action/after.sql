create table p(id int primary key, k int, unique (id, k));
create table c(a int references p on delete cascade on update set null, b int, d int default 1 references p(id) on delete set default deferrable initially deferred, foreign key (a, b) references p(id, k) match full, constraint fkl foreign key (a, d) references p(id, k) on delete set null (d));
