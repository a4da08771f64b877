insert into stays values (1); insert into a_parent values (1, 1); insert into y_child values (1, 1); insert into z_grandchild values (1, 1, 1);
