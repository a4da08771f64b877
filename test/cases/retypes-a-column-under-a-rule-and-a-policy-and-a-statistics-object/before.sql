create table t(a int, b int);
create table u(x int);
create rule r as on insert to t do also insert into u values (new.b);
create policy p on t using (b > 1);
create statistics st on a, b from t;
