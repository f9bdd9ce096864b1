-- When each generation was committed, stamped as the last thing of its transaction. A version of the program that does
-- not know torrents leaves its generations out: the films that it wrote are gone over by the next one that does.
CREATE TABLE commits (
  generation INTEGER NOT NULL PRIMARY KEY CHECK (generation >= 0),
  at INTEGER NOT NULL
) STRICT;

-- The torrents that the magnets of items name: a row for each item that carries one. document is what peers are told of
-- it, as JSON up to the value of created_at. revision is the generation by which the item, as it stands, may first have
-- been seen: that which wrote the row, published it or lifted a restriction.
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
