insert into p values (1,'x'),(5,'q');
