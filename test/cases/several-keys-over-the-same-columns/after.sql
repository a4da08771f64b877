create table keyed (id int primary key, code text, day date);
alter table keyed add constraint keyed_id_unique unique (id);
alter table keyed add constraint keyed_code unique (code, day), add constraint keyed_code_too unique (code, day);
alter table keyed add constraint keyed_code_later unique (code, day) deferrable;
comment on constraint keyed_id_unique on keyed is 'beside the primary key';
create table refers (id int references keyed (id), code text, day date, foreign key (code, day) references keyed (code, day));
create table plain (id int);
