CREATE TABLE t0 (c integer, e integer);
CREATE STATISTICS t0_st ON c, e FROM t0;
COMMENT ON STATISTICS t0_st IS 'x';
