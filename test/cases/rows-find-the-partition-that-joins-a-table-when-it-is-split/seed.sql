insert into article values (1, 'de'), (2, 'en');
insert into remark values (2, 'en');
