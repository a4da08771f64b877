create table reading (id int primary key, place text, degrees int, raw int);
create publication some_columns for table reading (id, degrees);
create publication warm for table reading where (degrees > 20);
create publication all_of_it for table reading;
create publication by_raw for table reading (id, raw);
