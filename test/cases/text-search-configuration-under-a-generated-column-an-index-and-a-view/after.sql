CREATE SCHEMA words;
CREATE TEXT SEARCH DICTIONARY words."stems of French" (TEMPLATE = snowball, LANGUAGE = 'french', StopWords = french);
CREATE TEXT SEARCH CONFIGURATION words.french (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION words.french ALTER MAPPING FOR hword, hword_part, word WITH words."stems of French", simple;
ALTER TEXT SEARCH CONFIGURATION words.french DROP MAPPING FOR email;
CREATE TABLE pages (title text, body varchar(90), found tsvector GENERATED ALWAYS AS (to_tsvector('words.french', body || 'x')) STORED);
CREATE INDEX by_words ON pages USING gin (to_tsvector('words.french', body));
CREATE VIEW shown AS SELECT ts_headline('words.french', body, to_tsquery('words.french', 'page')) FROM pages;
