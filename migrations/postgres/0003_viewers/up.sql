-- Who watches. Ids are drawn at random and never used again.
CREATE TABLE viewers (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id >= 0),
  name TEXT NOT NULL CHECK (name <> ''),
  created BIGINT NOT NULL
);
CREATE UNIQUE INDEX viewers_name ON viewers (name);

-- Of a token there is its SHA-256 alone, in hexadecimal digits.
CREATE TABLE access_tokens (
  hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  viewer_id BIGINT NOT NULL REFERENCES viewers (id) ON DELETE CASCADE,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  revoked BIGINT
);
CREATE INDEX access_tokens_viewer_id ON access_tokens (viewer_id);

-- No foreign key on film_id: what was watched stays on record when the film is removed, and may come before it.
CREATE TABLE views (
  viewer_id BIGINT NOT NULL REFERENCES viewers (id) ON DELETE CASCADE,
  film_id BIGINT NOT NULL CHECK (film_id >= 0),
  at BIGINT NOT NULL,
  PRIMARY KEY (viewer_id, film_id, at)
);
CREATE INDEX views_film_id ON views (film_id, at);

-- Views of which nobody knows whose they are.
CREATE TABLE anonymous_views (
  film_id BIGINT NOT NULL CHECK (film_id >= 0),
  at BIGINT NOT NULL,
  PRIMARY KEY (film_id, at)
);

-- tokens grows with every change of viewers and their tokens, views when many are imported or some removed, not with
-- each view; readers poll this one row.
CREATE TABLE viewer_generations (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  tokens BIGINT NOT NULL CHECK (tokens >= 0),
  views BIGINT NOT NULL CHECK (views >= 0)
);
INSERT INTO viewer_generations (id, tokens, views) VALUES (1, 0, 0);
