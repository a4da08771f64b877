CREATE TABLE permissions (id int PRIMARY KEY, name text NOT NULL, area text);
CREATE TABLE grants (role int, permission text);
