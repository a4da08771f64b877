CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE guest (id int PRIMARY KEY, mood mood);
CREATE FUNCTION mood_of(guest_id int) RETURNS mood LANGUAGE plpgsql AS $$
DECLARE
  found_guest guest;
  usual guest.mood%TYPE := 'good';
  copy guest%ROWTYPE;
BEGIN
  SELECT * INTO found_guest FROM guest WHERE id = guest_id;
  RETURN coalesce(found_guest.mood, usual);
END $$;
CREATE TABLE visit (at timestamptz, mood mood DEFAULT mood_of(1));
