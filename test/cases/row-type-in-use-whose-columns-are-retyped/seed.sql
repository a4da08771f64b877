insert into place values (1, 'a street', '10', 'home'), (2, null, null, 'work');
insert into person values (1, (1, 'a street', '10', 'home'), array[row(3, 'x', '7', null)::place]), (2, null, '{}');
insert into journal values ('2026-01-01', array[row(row(1, 'b', '20', 'work'), 5)::trip], row(4, 'c', '30', 'home')), ('2026-01-02', null, null);
insert into visit values (1, 1), (2, 1);
