create table t(a int primary key, c int);
create table u(b int primary key);
create publication pb for table t (a), u where (b > 1) with (publish = 'insert');
create publication pa for all tables;
create function ev() returns event_trigger language plpgsql as $$ begin end $$;
create event trigger et on ddl_command_end when tag in ('CREATE TABLE') execute function ev();
alter event trigger et disable;
