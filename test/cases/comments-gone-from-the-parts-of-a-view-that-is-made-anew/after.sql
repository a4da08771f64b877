create function refuse() returns trigger language plpgsql as $$ begin return null; end $$;
create table task (id int, status text);
create view open_task as select id, status as state from task;
create trigger no_more instead of insert on open_task for each row execute function refuse();
create rule nothing as on delete to open_task do instead nothing;
create materialized view counted as select status as state, count(*) as tasks from task group by status;
create index by_tasks on counted (tasks);
