insert into t values ('x', 'y', 'z', 'q', '{a,b}');
insert into with_defaults default values;
