-- Who watches. Ids are drawn at random and never used again.
CREATE TABLE viewers (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id >= 0),
  name TEXT NOT NULL CHECK (name <> ''),
  created INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX viewers_name ON viewers (name);

-- Of a token there is its SHA-256 alone, in hexadecimal digits.
CREATE TABLE access_tokens (
  hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  viewer_id INTEGER NOT NULL REFERENCES viewers (id) ON DELETE CASCADE,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  revoked INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX access_tokens_viewer_id ON access_tokens (viewer_id);

-- No foreign key on film_id: what was watched stays on record when the film is removed, and may come before it.
CREATE TABLE views (
  viewer_id INTEGER NOT NULL REFERENCES viewers (id) ON DELETE CASCADE,
  film_id INTEGER NOT NULL CHECK (film_id >= 0),
  at INTEGER NOT NULL,
  PRIMARY KEY (viewer_id, film_id, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX views_film_id ON views (film_id, at);

-- Views of which nobody knows whose they are.
CREATE TABLE anonymous_views (
  film_id INTEGER NOT NULL CHECK (film_id >= 0),
  at INTEGER NOT NULL,
  PRIMARY KEY (film_id, at)
) STRICT, WITHOUT ROWID;

-- tokens grows with every change of viewers and their tokens, views when many are imported or some removed, not with
-- each view; readers poll this one row.
CREATE TABLE viewer_generations (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  tokens INTEGER NOT NULL CHECK (tokens >= 0),
  views INTEGER NOT NULL CHECK (views >= 0)
) STRICT;
INSERT INTO viewer_generations (id, tokens, views) VALUES (1, 0, 0);
