insert into days values (1, 1, null), (1, 2, 1), (2, 1, null), (2, 2, 1), (5, 1, null);
insert into joins values (4, 1, null);
insert into notes values (1, 1), (2, 2);
insert into to_the_one_that_joins values (4, 1);
insert into to_the_one_that_leaves values (5, 1);
insert into changes values (1, 1);
