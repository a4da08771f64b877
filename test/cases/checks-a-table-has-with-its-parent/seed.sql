insert into joins values (1, 2);
insert into leaves values (1, 2);
insert into moves values (1, 2);
insert into stops_to_say values (1, 2);
insert into starts_to_say values (1, 2);
insert into loose_grandchild values (1);
insert into changed_child values (3);
insert into bare_child values (1);
