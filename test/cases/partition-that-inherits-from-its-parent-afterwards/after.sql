CREATE TABLE jobs (id int NOT NULL, status text NOT NULL DEFAULT 'new', note varchar(20));
CREATE TABLE jobs_done (CHECK (status = 'done')) INHERITS (jobs);
CREATE TABLE jobs_failed (CHECK (status = 'failed'), reason text) INHERITS (jobs);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a new row'; END $$;
CREATE TRIGGER only_once BEFORE INSERT ON jobs_failed FOR EACH ROW EXECUTE FUNCTION refuse();
