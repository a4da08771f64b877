insert into base (own, strict) values (1, 1);
insert into child (strict) values (1);
insert into plain_child (a, b) values (1, 2);
insert into days values (1, null), (2, 2);
