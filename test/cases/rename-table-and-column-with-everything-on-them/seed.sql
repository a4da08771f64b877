insert into users(nick) values ('a');
