insert into log values ('2025-05-05', 1), ('2026-05-05', 2); insert into t values (1, 2);
