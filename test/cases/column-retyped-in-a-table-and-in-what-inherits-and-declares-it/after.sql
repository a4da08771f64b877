CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TYPE colour AS ENUM ('red', 'blue');

CREATE TABLE vehicle (wheels numeric DEFAULT 4, colour colour);
CREATE TABLE truck (colour colour DEFAULT 'blue', wheels numeric DEFAULT 6.5, load int) INHERITS (vehicle);
CREATE TABLE tanker (wheels numeric, spare numeric GENERATED ALWAYS AS (wheels + 1) STORED) INHERITS (truck);
CREATE INDEX truck_wheels ON truck (wheels) WHERE wheels > 4.5;
ALTER TABLE truck ADD CONSTRAINT heavy CHECK (wheels > 0 AND load > 0);
CREATE TRIGGER rewheeled BEFORE UPDATE OF wheels ON truck
  FOR EACH ROW WHEN (OLD.wheels <> NEW.wheels) EXECUTE FUNCTION keep();
CREATE VIEW wheels_of_trucks AS SELECT wheels FROM truck;
CREATE TABLE cart () INHERITS (vehicle);
CREATE TABLE pram (wheels numeric DEFAULT 2.5) INHERITS (cart);
