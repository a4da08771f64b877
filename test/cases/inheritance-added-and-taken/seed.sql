insert into k values (1,2);
insert into l values (3,4);
