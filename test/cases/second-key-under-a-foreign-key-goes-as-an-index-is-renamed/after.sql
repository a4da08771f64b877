CREATE TABLE owners (id text NOT NULL, CONSTRAINT owners_pkey PRIMARY KEY (id));
CREATE TABLE pets (owner text, CONSTRAINT pets_owner_fk FOREIGN KEY (owner) REFERENCES owners (id));
CREATE INDEX pets_owner_index ON pets (owner);
