CREATE TABLE readings (sensor int NOT NULL, at date NOT NULL, value numeric);
CREATE TABLE notes (id int PRIMARY KEY, kind text NOT NULL, body text);
CREATE TABLE long_notes (CHECK (kind = 'long')) INHERITS (notes);
CREATE TABLE short_notes (CHECK (kind = 'short')) INHERITS (notes);
CREATE RULE notes_long AS ON INSERT TO notes WHERE kind = 'long'
  DO INSTEAD INSERT INTO long_notes VALUES (NEW.id, NEW.kind, NEW.body);
CREATE RULE notes_short AS ON INSERT TO notes WHERE kind = 'short'
  DO INSTEAD INSERT INTO short_notes VALUES (NEW.id, NEW.kind, NEW.body);

CREATE TABLE readings_2024 (CHECK (at >= '2024-01-01' AND at < '2025-01-01')) INHERITS (readings);
CREATE RULE readings_2024 AS ON INSERT TO readings WHERE NEW.at >= '2024-01-01' AND NEW.at < '2025-01-01'
  DO INSTEAD INSERT INTO readings_2024 VALUES (NEW.*);
