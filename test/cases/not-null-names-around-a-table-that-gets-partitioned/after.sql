create table earlier (at date not null, who text not null);
alter table earlier rename to logs;
alter table logs rename to earlier;
create table logs_at (who int not null);
create table logs (at date not null, what int not null, who text constraint said not null, n int generated always as (case when what is not null then 1 end) stored constraint counted not null, "is NOT NULL" bool constraint odd not null, id int constraint numbered not null generated always as identity) partition by range (at);
create table logs_1 partition of logs for values from ('2026-01-01') to ('2027-01-01');
create table a (b int constraint named not null, c int default 1 constraint other not null);
