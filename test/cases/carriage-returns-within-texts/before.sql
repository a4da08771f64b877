CREATE TABLE letters (id int PRIMARY KEY, body text DEFAULT E'Dear\n');
