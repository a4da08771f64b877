CREATE TABLE posts (id integer PRIMARY KEY, tags text[] NOT NULL DEFAULT '{}', scores integer[], codes varchar(5)[], grid text[]);
