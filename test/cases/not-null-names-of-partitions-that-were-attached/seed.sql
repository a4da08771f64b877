insert into visits values (1, 'x', 'n'), (10, 'y', 'n'), (30, 'a', 'n');
insert into visits_3 values (20, 'z', 'n');
insert into marks values (1, 'a');
