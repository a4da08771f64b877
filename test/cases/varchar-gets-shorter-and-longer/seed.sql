insert into t values ('x', 'y', 'z', 'q', '{a,b}');
