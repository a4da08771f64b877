insert into t values ('42', '{a}');
