INSERT INTO pages VALUES ('des pages');
