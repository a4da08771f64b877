insert into t values ('a', row('b', 3), '{a,b}', array[row('a',1)::c]);
