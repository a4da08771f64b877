create table t(id int primary key, n int[] default '{1}');
