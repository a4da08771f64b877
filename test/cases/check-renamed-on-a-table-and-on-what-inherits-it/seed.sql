insert into deeper values (1, now()); insert into left_alone values (2, now());
