-- Moments are unix seconds.

CREATE TABLE tags (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id BETWEEN 0 AND 4294967295),
  name TEXT NOT NULL CHECK (name <> ''),
  title TEXT NOT NULL CHECK (title <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('genre', 'country', 'director', 'actor', 'quality', 'age', 'other')),
  url TEXT CHECK (url <> '')
);
-- Over the hash: a btree of PostgreSQL refuses names of more than 2704 bytes.
CREATE UNIQUE INDEX tags_name ON tags (md5(name));

CREATE TABLE films (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id >= 0),
  title TEXT NOT NULL CHECK (title <> ''),
  original_title TEXT CHECK (original_title <> ''),
  "desc" TEXT CHECK ("desc" <> ''),
  year BIGINT CHECK (year BETWEEN 0 AND 4294967295),
  updated BIGINT NOT NULL,
  published BIGINT,
  age BIGINT CHECK (age BETWEEN 0 AND 150),
  url TEXT CHECK (url <> ''),
  preview TEXT CHECK (preview <> ''),
  poster TEXT CHECK (poster <> ''),
  "user" TEXT CHECK ("user" <> ''),
  kinopoisk_id BIGINT CHECK (kinopoisk_id >= 0),
  imdb_id TEXT CHECK (imdb_id <> ''),
  tmdb_id BIGINT CHECK (tmdb_id >= 0),
  popularity DOUBLE PRECISION CHECK (popularity BETWEEN 0 AND 1.7976931348623157e308)
);

CREATE TABLE film_tags (
  film_id BIGINT NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE RESTRICT,
  PRIMARY KEY (film_id, tag_id)
);
CREATE INDEX film_tags_tag_id ON film_tags (tag_id);

-- The names of access groups; the groups themselves stand in the configuration.
CREATE TABLE film_access (
  film_id BIGINT NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  position BIGINT NOT NULL CHECK (position >= 0),
  name TEXT NOT NULL CHECK (name <> ''),
  PRIMARY KEY (film_id, position)
);

-- No foreign key on other_id: editors may name a film before it is in the catalogue.
CREATE TABLE film_related (
  film_id BIGINT NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  position BIGINT NOT NULL CHECK (position >= 0),
  other_id BIGINT NOT NULL CHECK (other_id >= 0),
  PRIMARY KEY (film_id, position)
);

-- No foreign key on other_id, for the same reason.
CREATE TABLE film_see_also (
  film_id BIGINT NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  position BIGINT NOT NULL CHECK (position >= 0),
  other_id BIGINT NOT NULL CHECK (other_id >= 0),
  PRIMARY KEY (film_id, position)
);

CREATE TABLE film_images (
  film_id BIGINT NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  position BIGINT NOT NULL CHECK (position >= 0),
  url TEXT NOT NULL CHECK (url <> ''),
  PRIMARY KEY (film_id, position)
);

CREATE TABLE ratings (
  film_id BIGINT NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  rating_type TEXT NOT NULL CHECK (rating_type IN ('cn', 'kinopoisk', 'imdb')),
  title TEXT CHECK (title <> ''),
  count BIGINT CHECK (count BETWEEN 0 AND 4294967295),
  max DOUBLE PRECISION CHECK (max BETWEEN 0 AND 1.7976931348623157e308),
  rank DOUBLE PRECISION CHECK (rank BETWEEN 0 AND 1.7976931348623157e308),
  PRIMARY KEY (film_id, rating_type)
);

-- id is the editors' own, and neither required nor unique.
CREATE TABLE series (
  film_id BIGINT NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('item', 'trailer')),
  number BIGINT NOT NULL CHECK (number BETWEEN 0 AND 4294967295),
  id BIGINT CHECK (id >= 0),
  title TEXT CHECK (title <> ''),
  magnet TEXT CHECK (magnet <> ''),
  url TEXT CHECK (url <> ''),
  size BIGINT CHECK (size >= 0),
  length BIGINT CHECK (length BETWEEN 0 AND 4294967295),
  published BIGINT NOT NULL,
  quality BIGINT CHECK (quality BETWEEN 0 AND 10),
  picture_quality TEXT CHECK (picture_quality IN ('SD', 'HD', '3D')),
  container TEXT CHECK (container <> ''),
  PRIMARY KEY (film_id, role, number)
);

CREATE TABLE serie_images (
  film_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  number BIGINT NOT NULL,
  position BIGINT NOT NULL CHECK (position >= 0),
  url TEXT NOT NULL CHECK (url <> ''),
  PRIMARY KEY (film_id, role, number, position),
  FOREIGN KEY (film_id, role, number) REFERENCES series (film_id, role, number) ON DELETE CASCADE
);
