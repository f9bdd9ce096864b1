-- The generation grows with every committed change of the catalogue; readers poll this one row.
CREATE TABLE generations (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  generation BIGINT NOT NULL CHECK (generation >= 0)
);
INSERT INTO generations (id, generation) VALUES (1, 0);

-- The generation that wrote the film; 0: before generations were counted.
ALTER TABLE films ADD COLUMN revision BIGINT NOT NULL DEFAULT 0 CHECK (revision >= 0);
CREATE INDEX films_revision ON films (revision);

-- Films that were removed, and by which generation, so that readers can follow.
CREATE TABLE removed_films (
  film_id BIGINT NOT NULL PRIMARY KEY CHECK (film_id >= 0),
  revision BIGINT NOT NULL CHECK (revision >= 0)
);
CREATE INDEX removed_films_revision ON removed_films (revision);
