insert into reading values (1, '2025-02-02', 3), (2, '2026-02-02', 4);
