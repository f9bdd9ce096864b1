-- Keys by which peers ask us. A secret is encrypted under the master key, together with its key_id. While the key is being
-- rotated, earlier_secret stays good until earlier_until.
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

-- Access groups that a key may see films of.
CREATE TABLE peer_key_groups (
  key_id TEXT NOT NULL REFERENCES peer_keys (key_id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (name <> ''),
  PRIMARY KEY (key_id, name)
) STRICT, WITHOUT ROWID;

-- Peers whom we ask. since and next_hash (the cursor) are where the next page of a pass begins; full is whether the pass
-- under way, or the last one, asked for everything. lease is until when the node of that name may work on it.
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

-- The passes that ended, the last ones of each peer.
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

-- The public base: what peers told. parsed is an object of JSON. created is what the first peer said, imported our clock.
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

-- Who told it. full_pass counts the peer's full passes: that which saw it last.
CREATE TABLE public_sources (
  peer_id INTEGER NOT NULL REFERENCES peers (id) ON DELETE CASCADE,
  info_hash BLOB NOT NULL REFERENCES public_torrents (info_hash) ON DELETE CASCADE,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  full_pass INTEGER NOT NULL CHECK (full_pass >= 0),
  PRIMARY KEY (peer_id, info_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX public_sources_info_hash ON public_sources (info_hash);

-- Torrents that the editors did not want for a film. No foreign key: neither has to be there.
CREATE TABLE refused_torrents (
  info_hash BLOB NOT NULL CHECK (length(info_hash) = 20),
  film_id INTEGER NOT NULL CHECK (film_id >= 0),
  refused INTEGER NOT NULL,
  PRIMARY KEY (info_hash, film_id)
) STRICT, WITHOUT ROWID;

-- IMDb's public tables, as far as films and series go. An import writes rows of a new generation, and is over once
-- peer_generations names it: only rows of that generation are read, all others are to be removed.
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

-- Other titles, in other countries and languages.
CREATE TABLE imdb_akas (
  generation INTEGER NOT NULL,
  imdb_id TEXT NOT NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  PRIMARY KEY (generation, imdb_id, title),
  FOREIGN KEY (generation, imdb_id) REFERENCES imdb_titles (generation, imdb_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- All of these titles, folded. No foreign key: it would need an index of its own, and rows are written in the order of titles.
CREATE TABLE imdb_folded_titles (
  generation INTEGER NOT NULL CHECK (generation >= 0),
  folded TEXT NOT NULL CHECK (folded <> ''),
  imdb_id TEXT NOT NULL CHECK (imdb_id <> ''),
  PRIMARY KEY (generation, folded, imdb_id)
) STRICT, WITHOUT ROWID;

-- keys grows with every change of keys, public with every change of the public base, imdb with every import of IMDb's
-- tables; readers poll this one row. imdb_begun is the generation of the import that was begun last.
CREATE TABLE peer_generations (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  keys INTEGER NOT NULL CHECK (keys >= 0),
  public INTEGER NOT NULL CHECK (public >= 0),
  imdb INTEGER NOT NULL CHECK (imdb >= 0),
  imdb_begun INTEGER NOT NULL CHECK (imdb_begun >= imdb)
) STRICT;
INSERT INTO peer_generations (id, keys, public, imdb, imdb_begun) VALUES (1, 0, 0, 0, 0);
