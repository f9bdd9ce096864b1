-- The schema after all migrations. Made by: AFISHA_BLESS=1 cargo test --test afisha up_to_date

CREATE TABLE access_tokens (
  hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  viewer_id INTEGER NOT NULL REFERENCES viewers (id) ON DELETE CASCADE,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  revoked INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX access_tokens_viewer_id ON access_tokens (viewer_id);

CREATE TABLE anonymous_viewers (
  viewer_id INTEGER NOT NULL PRIMARY KEY REFERENCES viewers (id) ON DELETE CASCADE,
  client TEXT NOT NULL CHECK (client <> ''),
  seen INTEGER NOT NULL,
  family TEXT CHECK (length(family) = 64),
  refresh TEXT CHECK (length(refresh) = 64),
  refresh_expires INTEGER,
  access TEXT CHECK (length(access) = 64),
  access_expires INTEGER,
  earlier TEXT CHECK (length(earlier) = 64),
  earlier_expires INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX anonymous_viewers_access ON anonymous_viewers (access);

CREATE UNIQUE INDEX anonymous_viewers_earlier ON anonymous_viewers (earlier);

CREATE UNIQUE INDEX anonymous_viewers_family ON anonymous_viewers (family);

CREATE INDEX anonymous_viewers_seen ON anonymous_viewers (seen);

CREATE TABLE anonymous_views (
  film_id INTEGER NOT NULL CHECK (film_id >= 0),
  at INTEGER NOT NULL,
  PRIMARY KEY (film_id, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE film_access (
  film_id INTEGER NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  name TEXT NOT NULL CHECK (name <> ''),
  PRIMARY KEY (film_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE film_images (
  film_id INTEGER NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  url TEXT NOT NULL CHECK (url <> ''),
  PRIMARY KEY (film_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE film_related (
  film_id INTEGER NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  other_id INTEGER NOT NULL CHECK (other_id >= 0),
  PRIMARY KEY (film_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE film_see_also (
  film_id INTEGER NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  other_id INTEGER NOT NULL CHECK (other_id >= 0),
  PRIMARY KEY (film_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE film_tags (
  film_id INTEGER NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE RESTRICT,
  PRIMARY KEY (film_id, tag_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX film_tags_tag_id ON film_tags (tag_id);

CREATE TABLE films (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id >= 0),
  title TEXT NOT NULL CHECK (title <> ''),
  original_title TEXT CHECK (original_title <> ''),
  "desc" TEXT CHECK ("desc" <> ''),
  year INTEGER CHECK (year BETWEEN 0 AND 4294967295),
  updated INTEGER NOT NULL,
  published INTEGER,
  age INTEGER CHECK (age BETWEEN 0 AND 150),
  url TEXT CHECK (url <> ''),
  preview TEXT CHECK (preview <> ''),
  poster TEXT CHECK (poster <> ''),
  "user" TEXT CHECK ("user" <> ''),
  kinopoisk_id INTEGER CHECK (kinopoisk_id >= 0),
  imdb_id TEXT CHECK (imdb_id <> ''),
  tmdb_id INTEGER CHECK (tmdb_id >= 0),
  popularity REAL CHECK (popularity BETWEEN 0 AND 1.7976931348623157e308)
, revision INTEGER NOT NULL DEFAULT 0 CHECK (revision >= 0)) STRICT;

CREATE INDEX films_revision ON films (revision);

CREATE TABLE generations (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  generation INTEGER NOT NULL CHECK (generation >= 0)
) STRICT;

CREATE TABLE ratings (
  film_id INTEGER NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  rating_type TEXT NOT NULL CHECK (rating_type IN ('cn', 'kinopoisk', 'imdb')),
  title TEXT CHECK (title <> ''),
  count INTEGER CHECK (count BETWEEN 0 AND 4294967295),
  max REAL CHECK (max BETWEEN 0 AND 1.7976931348623157e308),
  rank REAL CHECK (rank BETWEEN 0 AND 1.7976931348623157e308),
  PRIMARY KEY (film_id, rating_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE removed_films (
  film_id INTEGER NOT NULL PRIMARY KEY CHECK (film_id >= 0),
  revision INTEGER NOT NULL CHECK (revision >= 0)
) STRICT;

CREATE INDEX removed_films_revision ON removed_films (revision);

CREATE TABLE serie_images (
  film_id INTEGER NOT NULL,
  role TEXT NOT NULL,
  number INTEGER NOT NULL,
  position INTEGER NOT NULL CHECK (position >= 0),
  url TEXT NOT NULL CHECK (url <> ''),
  PRIMARY KEY (film_id, role, number, position),
  FOREIGN KEY (film_id, role, number) REFERENCES series (film_id, role, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
  film_id INTEGER NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  role TEXT NOT NULL CHECK (role IN ('item', 'trailer')),
  number INTEGER NOT NULL CHECK (number BETWEEN 0 AND 4294967295),
  id INTEGER CHECK (id >= 0),
  title TEXT CHECK (title <> ''),
  magnet TEXT CHECK (magnet <> ''),
  url TEXT CHECK (url <> ''),
  size INTEGER CHECK (size >= 0),
  length INTEGER CHECK (length BETWEEN 0 AND 4294967295),
  published INTEGER NOT NULL,
  quality INTEGER CHECK (quality BETWEEN 0 AND 10),
  picture_quality TEXT CHECK (picture_quality IN ('SD', 'HD', '3D')),
  container TEXT CHECK (container <> ''),
  PRIMARY KEY (film_id, role, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id BETWEEN 0 AND 4294967295),
  name TEXT NOT NULL CHECK (name <> ''),
  title TEXT NOT NULL CHECK (title <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('genre', 'country', 'director', 'actor', 'quality', 'age', 'other')),
  url TEXT CHECK (url <> '')
) STRICT;

CREATE UNIQUE INDEX tags_name ON tags (name);

CREATE TABLE viewer_generations (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  tokens INTEGER NOT NULL CHECK (tokens >= 0),
  views INTEGER NOT NULL CHECK (views >= 0)
) STRICT;

CREATE TABLE viewers (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id >= 0),
  name TEXT NOT NULL CHECK (name <> ''),
  created INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX viewers_name ON viewers (name);

CREATE TABLE views (
  viewer_id INTEGER NOT NULL REFERENCES viewers (id) ON DELETE CASCADE,
  film_id INTEGER NOT NULL CHECK (film_id >= 0),
  at INTEGER NOT NULL,
  PRIMARY KEY (viewer_id, film_id, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX views_film_id ON views (film_id, at);
