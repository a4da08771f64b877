insert into log values (1, '2024-02-02'), (1, '2025-02-02'), (1, '2026-02-02'); insert into mark values (1, 'a'), (2, 'b');
