-- Who takes part: an account and its applications, whose numbers are never given twice. banned is since when nothing of it
-- counts; vouched is until when an operator vouches for it. secret is a keyed hash; seen_day is the last day (of Unix time)
-- on which it was heard of. Accounts of GitHub have its number, and what it told; network is a keyed hash of the network
-- from which the account was made; permissions are names with spaces between. A removed application stays, for what it
-- reported, until nothing of that is left.
CREATE TABLE owners (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  name TEXT NOT NULL CHECK (name <> ''),
  created INTEGER NOT NULL,
  banned INTEGER,
  vouched INTEGER,
  github_id INTEGER,
  nickname TEXT NOT NULL DEFAULT '',
  avatar TEXT NOT NULL DEFAULT '',
  email TEXT,
  last_seen INTEGER,
  permissions TEXT NOT NULL DEFAULT '',
  network BLOB CHECK (length(network) = 32)
) STRICT;
CREATE UNIQUE INDEX owners_name ON owners (name);
CREATE UNIQUE INDEX owners_github ON owners (github_id);

CREATE TABLE applications (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  public_id TEXT NOT NULL CHECK (public_id <> ''),
  owner_id INTEGER NOT NULL REFERENCES owners (id) ON DELETE CASCADE,
  comment TEXT NOT NULL,
  secret BLOB NOT NULL CHECK (length(secret) = 32),
  created INTEGER NOT NULL,
  banned INTEGER,
  seen_day INTEGER,
  removed INTEGER
) STRICT;
CREATE UNIQUE INDEX applications_public_id ON applications (public_id);
CREATE INDEX applications_owner ON applications (owner_id);

-- Who is logged in: the keyed hash of a token, and whose it is; times are Unix seconds.
CREATE TABLE sessions (
  token BLOB NOT NULL PRIMARY KEY CHECK (length(token) = 32),
  owner_id INTEGER NOT NULL REFERENCES owners (id) ON DELETE CASCADE,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_owner ON sessions (owner_id);
CREATE INDEX sessions_expires ON sessions (expires);

-- Logins that have begun: keyed hashes of the state and of what the browser was given, and the proof for the exchange.
CREATE TABLE login_states (
  state BLOB NOT NULL PRIMARY KEY CHECK (length(state) = 32),
  browser BLOB NOT NULL CHECK (length(browser) = 32),
  verifier TEXT NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX login_states_expires ON login_states (expires);

-- Who did what to what; without an actor it was the operator. It outlives the account.
CREATE TABLE audit (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  at INTEGER NOT NULL,
  actor INTEGER,
  action TEXT NOT NULL CHECK (action <> ''),
  subject TEXT NOT NULL
) STRICT;
CREATE INDEX audit_at ON audit (at);

-- Programs that were met: beginnings of peer ids with the names that went with them. hash is of both.
CREATE TABLE discovered_clients (
  hash INTEGER NOT NULL PRIMARY KEY,
  client_name TEXT NOT NULL,
  peer_id TEXT NOT NULL,
  found_at INTEGER NOT NULL,
  last_seen INTEGER NOT NULL
) STRICT;
CREATE INDEX discovered_clients_found_at ON discovered_clients (found_at);
CREATE INDEX discovered_clients_last_seen ON discovered_clients (last_seen);

-- Torrents that reports name; id is what rows and answers call them. size is the greatest that was reported.
CREATE TABLE torrents (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0),
  identifier BLOB NOT NULL CHECK (length(identifier) = 32),
  size INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX torrents_identifier ON torrents (identifier);

-- From where applications were heard of, as keyed hashes: of the address (IPv6 cut to 64 bits), and of its network (IPv4
-- /24, IPv6 /48). Times are Unix seconds.
CREATE TABLE heartbeats (
  address BLOB NOT NULL CHECK (length(address) = 32),
  network BLOB NOT NULL CHECK (length(network) = 32),
  application_id INTEGER NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  PRIMARY KEY (address, application_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX heartbeats_application ON heartbeats (application_id);
CREATE INDEX heartbeats_last_seen ON heartbeats (last_seen);

-- Reports that came lately, as the SHA-256 of their bodies; at is in Unix seconds.
CREATE TABLE seen_reports (
  application_id INTEGER NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  at INTEGER NOT NULL,
  PRIMARY KEY (application_id, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_reports_at ON seen_reports (at);

-- When each report of peers is of, in Unix milliseconds: its peers are found by it, newest first, without an index of their
-- own.
CREATE TABLE snapshot_reports (
  day INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  report INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (day, application_id, report)
) STRICT, WITHOUT ROWID;
CREATE INDEX snapshot_reports_at ON snapshot_reports (day, at);

-- How many rows a day of a table has.
CREATE TABLE day_counts (
  kind TEXT NOT NULL,
  day INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  PRIMARY KEY (kind, day)
) STRICT, WITHOUT ROWID;

-- What is reported, by the day (of Unix time, UTC) that it is about. A day is a table of its own,
-- such as bans_20783, which is made like these, ahead, and dropped whole; these stay empty.
-- Times are in Unix milliseconds, traffic in bytes, speeds in bytes a second, addresses have 4 or 16 bytes.
CREATE TABLE snapshots (
  day INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  report INTEGER NOT NULL,
  place INTEGER NOT NULL,
  at INTEGER NOT NULL,
  torrent_id INTEGER NOT NULL,
  address BLOB NOT NULL,
  port INTEGER NOT NULL,
  peer_id TEXT NOT NULL,
  client_name TEXT NOT NULL,
  from_peer INTEGER NOT NULL,
  to_peer INTEGER NOT NULL,
  from_peer_speed INTEGER NOT NULL,
  to_peer_speed INTEGER NOT NULL,
  progress REAL NOT NULL,
  own_progress REAL NOT NULL,
  flags TEXT NOT NULL,
  PRIMARY KEY (day, application_id, report, place)
) STRICT, WITHOUT ROWID;

-- torrent_id is missing where the torrent is private; data is an object of JSON, or empty.
CREATE TABLE bans (
  day INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  ban_key BLOB NOT NULL,
  at INTEGER NOT NULL,
  torrent_id INTEGER,
  address BLOB NOT NULL,
  port INTEGER NOT NULL,
  peer_id TEXT NOT NULL,
  client_name TEXT NOT NULL,
  from_peer INTEGER NOT NULL,
  to_peer INTEGER NOT NULL,
  progress REAL NOT NULL,
  own_progress REAL NOT NULL,
  flags TEXT NOT NULL,
  by_rules INTEGER NOT NULL,
  module TEXT NOT NULL,
  rule TEXT NOT NULL,
  description TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (application_id, ban_key, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX bans_at ON bans (at);
CREATE INDEX bans_address ON bans (address);

CREATE TABLE histories (
  day INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  torrent_id INTEGER NOT NULL,
  address BLOB NOT NULL,
  peer_id TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  client_name TEXT NOT NULL,
  from_peer INTEGER NOT NULL,
  to_peer INTEGER NOT NULL,
  flags TEXT NOT NULL,
  PRIMARY KEY (day, application_id, torrent_id, address, peer_id, first_seen)
) STRICT, WITHOUT ROWID;

-- downloader is a keyed hash.
CREATE TABLE swarms (
  day INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  downloader INTEGER NOT NULL,
  torrent_id INTEGER NOT NULL,
  address BLOB NOT NULL,
  port INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  peer_id TEXT NOT NULL,
  client_name TEXT NOT NULL,
  from_peer INTEGER NOT NULL,
  to_peer INTEGER NOT NULL,
  from_peer_speed INTEGER NOT NULL,
  to_peer_speed INTEGER NOT NULL,
  progress REAL NOT NULL,
  own_progress REAL NOT NULL,
  flags TEXT NOT NULL,
  PRIMARY KEY (day, application_id, downloader, torrent_id, address, port)
) STRICT, WITHOUT ROWID;
CREATE INDEX swarms_address ON swarms (address);

-- What reports say against peers, rolled up as they come: of all records of a day about one address, one torrent (0: a private
-- one) and one application, the most bytes, the earliest time and the latest. kind is 0 a ban, 1 a transfer, 2 a bare
-- identity, 3 a fake name.
CREATE TABLE evidence (
  day INTEGER NOT NULL,
  address BLOB NOT NULL,
  kind INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  torrent_id INTEGER NOT NULL,
  net INTEGER NOT NULL,
  size INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  PRIMARY KEY (address, kind, application_id, torrent_id, day)
) STRICT, WITHOUT ROWID;

-- On which days applications reported.
CREATE TABLE active_days (
  application_id INTEGER NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  PRIMARY KEY (application_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX active_days_day ON active_days (day);

-- What operators rule: kind is deny, allow, port, peer_id or client_name; content is a network, a port or a matcher.
CREATE TABLE manual_rules (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0),
  kind TEXT NOT NULL,
  content TEXT NOT NULL,
  created INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX manual_rules_content ON manual_rules (kind, content);

-- Since when each analysis runs.
CREATE TABLE analyses (
  name TEXT NOT NULL PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When lists were last made, or are being made; and since when an operator keeps them empty.
CREATE TABLE list_runs (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  began INTEGER NOT NULL,
  retracted INTEGER
) STRICT, WITHOUT ROWID;

-- The lists that were published, each version once; the last one of a name is served.
CREATE TABLE published_lists (
  name TEXT NOT NULL,
  made INTEGER NOT NULL,
  version TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (name, made)
) STRICT, WITHOUT ROWID;

-- Why each network is on the present list.
CREATE TABLE list_entries (
  network TEXT NOT NULL PRIMARY KEY,
  reason TEXT NOT NULL,
  accusers INTEGER NOT NULL,
  torrents INTEGER NOT NULL,
  net INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was kept off a list, or kept a list from being published, and why.
CREATE TABLE list_alerts (
  network TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (network, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX list_alerts_at ON list_alerts (at);

-- What the torrents of the catalogue are called in reports, and the film of each.
CREATE TABLE catalogue_torrents (
  identifier BLOB NOT NULL CHECK (length(identifier) = 32),
  film_id INTEGER NOT NULL,
  PRIMARY KEY (identifier, film_id)
) STRICT, WITHOUT ROWID;
