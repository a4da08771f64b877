insert into animal values ('cat', 4);
insert into bird values ('owl', 2, 2);
insert into parrot values ('jaco', 2, 2, '{hello}');
insert into score values (3);
