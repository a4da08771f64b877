insert into p values (1,'x'),(11,'y');
