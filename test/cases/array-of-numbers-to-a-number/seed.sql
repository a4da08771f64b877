insert into t values ('{7}');
