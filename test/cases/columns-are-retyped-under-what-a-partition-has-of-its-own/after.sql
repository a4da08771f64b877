CREATE TABLE ships (id bigint PRIMARY KEY);
CREATE TABLE cargo (port integer, ship bigint, weight text, room text) PARTITION BY LIST (port);
CREATE TABLE cargo_one PARTITION OF cargo FOR VALUES IN (1);
ALTER TABLE cargo_one ADD FOREIGN KEY (ship) REFERENCES ships;
ALTER TABLE cargo_one ADD CHECK (weight < room);
ALTER TABLE cargo_one ADD EXCLUDE USING btree (weight WITH =, room WITH =);
CREATE UNIQUE INDEX ON cargo_one (weight, room) WHERE weight < room;
CREATE FUNCTION weigh() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER weigh BEFORE UPDATE OF weight ON cargo_one FOR EACH ROW WHEN (NEW.weight > OLD.weight) EXECUTE FUNCTION weigh();
COMMENT ON TRIGGER weigh ON cargo_one IS 'Only of this port';
CREATE RULE keep AS ON DELETE TO cargo_one WHERE old.weight = '7' DO INSTEAD NOTHING;
ALTER TABLE cargo_one ENABLE ROW LEVEL SECURITY;
CREATE POLICY light ON cargo_one USING (weight < '9');

CREATE TABLE animals (legs bigint);
CREATE TABLE horses (pairs integer GENERATED ALWAYS AS (legs / 2) STORED) INHERITS (animals);
CREATE INDEX ON horses (pairs);
CREATE PUBLICATION horses_only FOR TABLE horses (legs) WHERE (legs > 3);
