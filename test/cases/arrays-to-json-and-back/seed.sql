INSERT INTO posts VALUES
  (1, '{a,"b, c","d \"e\"",NULL}', '{1,-2}', '{abc}', '{{a,b},{c,d}}'),
  (2, '{}', NULL, NULL, '{}'),
  (3, E'{"two\\nlines","[1]","{}"}', '{NULL}', '{null}', '{"{}"}');
