insert into thing values (1, 'a');
insert into machine values (1, 'b', 5), (2, default, 6);
insert into pump values (1, 'c', 10), (3, default, 11);
insert into my_pump (owner, id, label, power) values ('me', 1, 'd', 12);
insert into job values (3, 2), (1, 1);
