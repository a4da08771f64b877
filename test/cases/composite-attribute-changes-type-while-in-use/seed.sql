insert into t values (row(1,'q',3), 1);
