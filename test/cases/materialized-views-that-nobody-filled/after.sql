create table sale (day date, amount bigint);
create materialized view per_day as select day, sum(amount) as total from sale group by day;
create view good_day as select day from per_day where total > 10;
create materialized view best_day as select min(day) as day, count(*) as n from good_day with no data;
create unique index best_day_day on best_day (day);
create materialized view impossible as select 1 / 0 as n, 2 as m with no data;
create materialized view filled as select count(*) as n from sale with no data;
create materialized view over_impossible as select n from impossible with no data;
