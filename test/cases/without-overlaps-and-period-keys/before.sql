create table t(id int, valid tstzrange);
create table c(id int, t_id int, valid tstzrange);
