CREATE TABLE permissions (id int NOT NULL, name text NOT NULL CONSTRAINT permissions_name UNIQUE, area text, CONSTRAINT permissions_area UNIQUE (area, name));
CREATE TABLE grants (role int, permission text CONSTRAINT grants_permission REFERENCES permissions (name), area text);
ALTER TABLE grants ADD CONSTRAINT grants_area FOREIGN KEY (area, permission) REFERENCES permissions (area, name);
ALTER TABLE permissions ADD CONSTRAINT permissions_pkey PRIMARY KEY (name);
CREATE UNIQUE INDEX permissions_again ON permissions (name, area);
