insert into item values (1, 'x', 'b', null), (2, null, null, null);
insert into choice values
  (1, row(row(1, 'x'), null), default, array[row(1, 'b')::kinds, null], row(1, 'y'), row(1)),
  (2, null, null, default, null, null);
insert into old values (row(1)), (null);
