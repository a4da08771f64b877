CREATE TABLE t (a int);
CREATE FUNCTION me(x int DEFAULT 1) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 1::bigint';
CREATE POLICY p ON t TO pg_monitor, pg_read_all_data USING (a = me()) WITH CHECK (a = me());
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
