CREATE TABLE item (price bigint, name varchar(20));
CREATE FUNCTION is_cheap(item) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.price < 10';
CREATE FUNCTION costs(item, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $2 * 2';
CREATE INDEX cheap ON item (is_cheap(item));
CREATE INDEX cheap_names ON item (name) WHERE is_cheap(item);
CREATE INDEX costly ON item (costs(item, 2));
COMMENT ON INDEX cheap IS 'below ten';
