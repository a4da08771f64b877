insert into route values
  (1, array[row('a', row(5, null), null, array[row(6, null)::weight, null])::parcel, null], row('b', row(7, null), null, null), array[row('c', null, null, '{}')::parcel]),
  (2, '{}', null, null),
  (3, '[3:4][0:0]={{"(d,,,)"},{"(,\"(8,)\",,)"}}', null, null);
insert into van values (1, array[row('e', row(9, null), null, array[row(1, null)::weight])::parcel]);
insert into scan values (1, array[row(4)::seen]);
insert into dive values (1, array[row(4)::height, null]);
