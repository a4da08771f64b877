insert into child_stays values (1); insert into stays values (2);
