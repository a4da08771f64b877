-- The foreign key hangs on the key that was there first, in a copy on the primary key.
CREATE TABLE owners (id text NOT NULL, CONSTRAINT owners_id_unique UNIQUE (id));
CREATE TABLE pets (owner text, CONSTRAINT pets_owner_fk FOREIGN KEY (owner) REFERENCES owners (id));
CREATE INDEX pets_by_owner ON pets (owner);
ALTER TABLE owners ADD CONSTRAINT owners_pkey PRIMARY KEY (id);
