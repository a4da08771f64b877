CREATE TYPE c AS (x int, y int);
COMMENT ON COLUMN c.y IS 'why';
