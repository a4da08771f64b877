create table t(id int primary key generated always as identity (start with 10 increment by 2));
