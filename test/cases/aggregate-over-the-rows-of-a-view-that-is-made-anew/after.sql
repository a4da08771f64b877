create table person(id int primary key, name text, age int);
create view people as select id, age, name from person;
create function step(state bigint, p people) returns bigint language sql as 'select state + 1';
create aggregate counted(people) (sfunc = step, stype = bigint, initcond = '0');
create view total as select counted(p) as people from people p;
