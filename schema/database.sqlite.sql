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

CREATE TABLE commits (
  generation INTEGER NOT NULL PRIMARY KEY CHECK (generation >= 0),
  at INTEGER NOT NULL
) STRICT;

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
, tags INTEGER NOT NULL DEFAULT 0 CHECK (tags >= 0)) STRICT;

CREATE TABLE imdb_akas (
  generation INTEGER NOT NULL,
  imdb_id TEXT NOT NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  PRIMARY KEY (generation, imdb_id, title),
  FOREIGN KEY (generation, imdb_id) REFERENCES imdb_titles (generation, imdb_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE imdb_folded_titles (
  generation INTEGER NOT NULL CHECK (generation >= 0),
  folded TEXT NOT NULL CHECK (folded <> ''),
  imdb_id TEXT NOT NULL CHECK (imdb_id <> ''),
  PRIMARY KEY (generation, folded, imdb_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE imdb_titles (
  generation INTEGER NOT NULL CHECK (generation >= 0),
  imdb_id TEXT NOT NULL CHECK (imdb_id <> ''),
  title_type TEXT CHECK (title_type <> ''),
  primary_title TEXT NOT NULL CHECK (primary_title <> ''),
  original_title TEXT CHECK (original_title <> ''),
  start_year INTEGER CHECK (start_year BETWEEN 0 AND 9999),
  average_rating REAL,
  num_votes INTEGER CHECK (num_votes >= 0),
  PRIMARY KEY (generation, imdb_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE peer_generations (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  keys INTEGER NOT NULL CHECK (keys >= 0),
  public INTEGER NOT NULL CHECK (public >= 0),
  imdb INTEGER NOT NULL CHECK (imdb >= 0),
  imdb_begun INTEGER NOT NULL CHECK (imdb_begun >= imdb)
) STRICT;

CREATE TABLE peer_key_groups (
  key_id TEXT NOT NULL REFERENCES peer_keys (key_id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (name <> ''),
  PRIMARY KEY (key_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE peer_keys (
  key_id TEXT NOT NULL PRIMARY KEY CHECK (key_id <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  secret TEXT NOT NULL CHECK (secret <> ''),
  earlier_secret TEXT CHECK (earlier_secret <> ''),
  earlier_until INTEGER,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  rate_limit INTEGER NOT NULL CHECK (rate_limit BETWEEN 1 AND 1000000),
  rate_window INTEGER NOT NULL CHECK (rate_window BETWEEN 1 AND 86400),
  expires INTEGER,
  scopes TEXT NOT NULL,
  require_v2 INTEGER NOT NULL CHECK (require_v2 IN (0, 1)),
  created INTEGER NOT NULL,
  last_used INTEGER,
  total_queries INTEGER NOT NULL CHECK (total_queries >= 0)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX peer_keys_name ON peer_keys (name);

CREATE TABLE peer_passes (
  peer_id INTEGER NOT NULL REFERENCES peers (id) ON DELETE CASCADE,
  ended INTEGER NOT NULL,
  began INTEGER NOT NULL,
  full_pass INTEGER NOT NULL CHECK (full_pass IN (0, 1)),
  pages INTEGER NOT NULL CHECK (pages >= 0),
  imported INTEGER NOT NULL CHECK (imported >= 0),
  dropped INTEGER NOT NULL CHECK (dropped >= 0),
  fault TEXT CHECK (fault <> ''),
  PRIMARY KEY (peer_id, ended, began)
) STRICT, WITHOUT ROWID;

CREATE TABLE peers (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id >= 0),
  name TEXT NOT NULL CHECK (name <> ''),
  url TEXT NOT NULL CHECK (url <> ''),
  key_id TEXT NOT NULL CHECK (key_id <> ''),
  secret TEXT NOT NULL CHECK (secret <> ''),
  allow_http INTEGER NOT NULL CHECK (allow_http IN (0, 1)),
  allow_private INTEGER NOT NULL CHECK (allow_private IN (0, 1)),
  require_v2 INTEGER NOT NULL CHECK (require_v2 IN (0, 1)),
  sync_enabled INTEGER NOT NULL CHECK (sync_enabled IN (0, 1)),
  schedule TEXT NOT NULL CHECK (schedule <> ''),
  created INTEGER NOT NULL,
  docs_signature INTEGER NOT NULL CHECK (docs_signature IN (0, 1)),
  speaks_v2 INTEGER NOT NULL CHECK (speaks_v2 IN (0, 1)),
  page_size INTEGER NOT NULL CHECK (page_size BETWEEN 1 AND 2000),
  since INTEGER,
  next_hash TEXT CHECK (next_hash <> ''),
  full_pass INTEGER NOT NULL CHECK (full_pass IN (0, 1)),
  pass_started INTEGER,
  pass_pages INTEGER NOT NULL CHECK (pass_pages >= 0),
  full_passes INTEGER NOT NULL CHECK (full_passes >= 0),
  full_done INTEGER,
  lease_node TEXT,
  lease_until INTEGER,
  tried INTEGER,
  succeeded INTEGER,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  fault TEXT CHECK (fault <> ''),
  clock_difference INTEGER,
  newest INTEGER,
  seen INTEGER NOT NULL CHECK (seen >= 0),
  dropped INTEGER NOT NULL CHECK (dropped >= 0)
) STRICT;

CREATE UNIQUE INDEX peers_name ON peers (name);

CREATE TABLE public_sources (
  peer_id INTEGER NOT NULL REFERENCES peers (id) ON DELETE CASCADE,
  info_hash BLOB NOT NULL REFERENCES public_torrents (info_hash) ON DELETE CASCADE,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  full_pass INTEGER NOT NULL CHECK (full_pass >= 0),
  PRIMARY KEY (peer_id, info_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX public_sources_info_hash ON public_sources (info_hash);

CREATE TABLE public_torrents (
  info_hash BLOB NOT NULL PRIMARY KEY CHECK (length(info_hash) = 20),
  title TEXT NOT NULL CHECK (title <> ''),
  size INTEGER NOT NULL CHECK (size >= 0),
  kind TEXT CHECK (kind IN ('movie', 'series')),
  imdb_id TEXT CHECK (imdb_id <> ''),
  tmdb_id INTEGER CHECK (tmdb_id >= 0),
  parsed TEXT CHECK (parsed <> ''),
  created INTEGER NOT NULL,
  imported INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX public_torrents_imdb_id ON public_torrents (imdb_id);

CREATE INDEX public_torrents_tmdb_id ON public_torrents (tmdb_id);

CREATE TABLE ratings (
  film_id INTEGER NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  rating_type TEXT NOT NULL CHECK (rating_type IN ('cn', 'kinopoisk', 'imdb')),
  title TEXT CHECK (title <> ''),
  count INTEGER CHECK (count BETWEEN 0 AND 4294967295),
  max REAL CHECK (max BETWEEN 0 AND 1.7976931348623157e308),
  rank REAL CHECK (rank BETWEEN 0 AND 1.7976931348623157e308),
  PRIMARY KEY (film_id, rating_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE refused_torrents (
  info_hash BLOB NOT NULL CHECK (length(info_hash) = 20),
  film_id INTEGER NOT NULL CHECK (film_id >= 0),
  refused INTEGER NOT NULL,
  PRIMARY KEY (info_hash, film_id)
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

CREATE TRIGGER tags_after_delete AFTER DELETE ON tags BEGIN
  UPDATE generations SET tags = generation + 1 WHERE tags <= generation;
END;

CREATE TRIGGER tags_after_insert AFTER INSERT ON tags BEGIN
  UPDATE generations SET tags = generation + 1 WHERE tags <= generation;
END;

CREATE TRIGGER tags_after_update AFTER UPDATE ON tags BEGIN
  UPDATE generations SET tags = generation + 1 WHERE tags <= generation;
END;

CREATE TABLE tags (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id BETWEEN 0 AND 4294967295),
  name TEXT NOT NULL CHECK (name <> ''),
  title TEXT NOT NULL CHECK (title <> ''),
  kind TEXT NOT NULL CHECK (kind IN ('genre', 'country', 'director', 'actor', 'quality', 'age', 'other')),
  url TEXT CHECK (url <> '')
) STRICT;

CREATE UNIQUE INDEX tags_name ON tags (name);

CREATE TABLE torrents (
  info_hash BLOB NOT NULL CHECK (length(info_hash) = 20),
  film_id INTEGER NOT NULL REFERENCES films (id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK (number BETWEEN 0 AND 4294967295),
  revision INTEGER NOT NULL CHECK (revision >= 0),
  title TEXT NOT NULL CHECK (title <> ''),
  document TEXT NOT NULL CHECK (document <> ''),
  PRIMARY KEY (info_hash, film_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX torrents_film_id ON torrents (film_id);

CREATE INDEX torrents_revision ON torrents (revision);

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
