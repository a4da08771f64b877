insert into country values (1);
insert into place values (1, 1, '[1,3)', 11), (2, null, '[3,5)', null);
insert into town values (1, 1, '[1,3)', 5, 'x'), (1, 9, '[2,4)', 6, 'y');
insert into street values (2), (null);
insert into river values (1, 1), (2, 1);
insert into creek values (1, 1, 'x'), (null, 2, 'y');
