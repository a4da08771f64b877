CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;

CREATE TABLE vehicle (wheels int DEFAULT 4, colour text);
CREATE TABLE truck (colour text DEFAULT 'red', wheels int DEFAULT 6, load int) INHERITS (vehicle);
CREATE TABLE tanker (wheels int, spare int GENERATED ALWAYS AS (wheels + 1) STORED) INHERITS (truck);
CREATE INDEX truck_wheels ON truck (wheels) WHERE wheels > 4;
ALTER TABLE truck ADD CONSTRAINT heavy CHECK (wheels > 0 AND load > 0);
CREATE TRIGGER rewheeled BEFORE UPDATE OF wheels ON truck
  FOR EACH ROW WHEN (OLD.wheels <> NEW.wheels) EXECUTE FUNCTION keep();
CREATE VIEW wheels_of_trucks AS SELECT wheels FROM truck;
CREATE TABLE cart () INHERITS (vehicle);
CREATE TABLE pram (wheels int DEFAULT 3) INHERITS (cart);
