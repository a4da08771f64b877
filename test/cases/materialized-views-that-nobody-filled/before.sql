create table sale (day date, amount int);
create materialized view per_day as select day, sum(amount) as total from sale group by day with no data;
create view good_day as select day from per_day where total > 10;
create materialized view best_day as select max(day) as day from good_day with no data;
create unique index best_day_day on best_day (day);
create materialized view impossible as select 1 / 0 as n with no data;
create materialized view filled as select count(*) as n from sale;
