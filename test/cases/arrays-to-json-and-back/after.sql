CREATE TABLE posts (id integer PRIMARY KEY, tags jsonb NOT NULL DEFAULT '[]', scores jsonb, codes json, grid json);
