DROP TABLE removed_films;
DROP INDEX films_revision;
ALTER TABLE films DROP COLUMN revision;
DROP TABLE generations;
