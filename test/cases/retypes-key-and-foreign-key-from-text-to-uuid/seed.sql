insert into p values ('00000000-0000-0000-0000-000000000001');
insert into c select id from p;
