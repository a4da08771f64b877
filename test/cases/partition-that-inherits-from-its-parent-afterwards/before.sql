CREATE TABLE jobs (id int NOT NULL, status text NOT NULL DEFAULT 'new', note text) PARTITION BY LIST (status);
CREATE TABLE jobs_done PARTITION OF jobs FOR VALUES IN ('done') PARTITION BY RANGE (id);
CREATE TABLE jobs_done_first PARTITION OF jobs_done FOR VALUES FROM (MINVALUE) TO (10);
CREATE TABLE jobs_done_others PARTITION OF jobs_done DEFAULT;
CREATE TABLE jobs_failed PARTITION OF jobs FOR VALUES IN ('failed');
CREATE TABLE jobs_open PARTITION OF jobs DEFAULT;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a new row'; END $$;
