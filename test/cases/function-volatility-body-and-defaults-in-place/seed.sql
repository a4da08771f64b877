insert into reading (raw) values (10), (20);
refresh materialized view means;
