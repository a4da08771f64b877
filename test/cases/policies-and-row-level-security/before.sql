create table t(a int, owner text);
create policy p on t using (a > 0);
