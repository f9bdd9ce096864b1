-- The schema after all migrations. Made by: AFISHA_BLESS=1 cargo test --test afisha up_to_date

CREATE TABLE accusations (
  id INTEGER NOT NULL PRIMARY KEY,
  run INTEGER NOT NULL,
  day INTEGER NOT NULL,
  address BLOB NOT NULL
) STRICT;

CREATE TABLE accused (
  address BLOB NOT NULL PRIMARY KEY,
  run INTEGER NOT NULL,
  day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE accused_runs (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  run INTEGER NOT NULL,
  enough INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE active_days (
  application_id INTEGER NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  PRIMARY KEY (application_id, day)
) STRICT, WITHOUT ROWID;

CREATE INDEX active_days_day ON active_days (day);

CREATE TABLE analyses (
  name TEXT NOT NULL PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE INDEX applications_owner ON applications (owner_id);

CREATE UNIQUE INDEX applications_public_id ON applications (public_id);

CREATE TABLE audit (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
  at INTEGER NOT NULL,
  actor INTEGER,
  action TEXT NOT NULL CHECK (action <> ''),
  subject TEXT NOT NULL
, times INTEGER NOT NULL DEFAULT 1 CHECK (times > 0)) STRICT;

CREATE INDEX audit_at ON audit (at);

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

CREATE INDEX bans_address ON bans (address);

CREATE INDEX bans_at ON bans (at);

CREATE INDEX bans_torrent ON bans (torrent_id);

CREATE TABLE catalogue_torrents (
  identifier BLOB NOT NULL CHECK (length(identifier) = 32),
  film_id INTEGER NOT NULL,
  PRIMARY KEY (identifier, film_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE day_counts (
  kind TEXT NOT NULL,
  day INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  PRIMARY KEY (kind, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE discovered_clients (
  hash INTEGER NOT NULL PRIMARY KEY,
  client_name TEXT NOT NULL,
  peer_id TEXT NOT NULL,
  found_at INTEGER NOT NULL,
  last_seen INTEGER NOT NULL
) STRICT;

CREATE INDEX discovered_clients_found_at ON discovered_clients (found_at);

CREATE INDEX discovered_clients_last_seen ON discovered_clients (last_seen);

CREATE TABLE erasures (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  erased INTEGER NOT NULL
) STRICT;

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

CREATE TABLE list_alerts (
  network TEXT NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (network, reason)
) STRICT, WITHOUT ROWID;

CREATE INDEX list_alerts_at ON list_alerts (at);

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

CREATE TABLE list_runs (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  began INTEGER NOT NULL,
  retracted INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE login_states (
  state BLOB NOT NULL PRIMARY KEY CHECK (length(state) = 32),
  browser BLOB NOT NULL CHECK (length(browser) = 32),
  verifier TEXT NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_states_expires ON login_states (expires);

CREATE TABLE manual_rules (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0),
  kind TEXT NOT NULL,
  content TEXT NOT NULL,
  created INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX manual_rules_content ON manual_rules (kind, content);

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
, corroborated_day INTEGER) STRICT;

CREATE UNIQUE INDEX owners_github ON owners (github_id);

CREATE UNIQUE INDEX owners_name ON owners (name);

CREATE TABLE published_lists (
  name TEXT NOT NULL,
  made INTEGER NOT NULL,
  version TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (name, made)
) STRICT, WITHOUT ROWID;

CREATE TABLE seen_reports (
  application_id INTEGER NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  at INTEGER NOT NULL,
  PRIMARY KEY (application_id, digest)
) STRICT, WITHOUT ROWID;

CREATE INDEX seen_reports_at ON seen_reports (at);

CREATE TABLE sessions (
  token BLOB NOT NULL PRIMARY KEY CHECK (length(token) = 32),
  owner_id INTEGER NOT NULL REFERENCES owners (id) ON DELETE CASCADE,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_expires ON sessions (expires);

CREATE INDEX sessions_owner ON sessions (owner_id);

CREATE TABLE snapshot_reports (
  day INTEGER NOT NULL,
  application_id INTEGER NOT NULL,
  report INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (day, application_id, report)
) STRICT, WITHOUT ROWID;

CREATE INDEX snapshot_reports_at ON snapshot_reports (day, at);

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

CREATE INDEX snapshots_address ON snapshots (address);

CREATE INDEX snapshots_torrent ON snapshots (torrent_id);

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

CREATE INDEX swarms_last_seen ON swarms (last_seen);

CREATE TABLE torrents (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id > 0),
  identifier BLOB NOT NULL CHECK (length(identifier) = 32),
  size INTEGER NOT NULL
, used_day INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE UNIQUE INDEX torrents_identifier ON torrents (identifier);

CREATE INDEX torrents_used_day ON torrents (used_day);
