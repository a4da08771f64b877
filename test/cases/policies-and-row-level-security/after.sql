create table t(a int, owner text);
alter table t enable row level security;
alter table t force row level security;
create policy p on t as restrictive for update to public using (a > 1) with check (owner = current_user);
create policy q on t for insert with check (true);
