create table t(id int generated always as identity (sequence name t_seq), a text);
