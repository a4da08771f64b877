insert into visit values ('north', '2025-02-02', 1); insert into stay values ('north', '2025-02-02');
