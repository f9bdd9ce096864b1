-- The schema after all migrations. Made by: AFISHA_BLESS=1 cargo test --test afisha up_to_date

CREATE TABLE accusations (
  id bigint NOT NULL,
  run bigint NOT NULL,
  day bigint NOT NULL,
  address bytea NOT NULL,
  CONSTRAINT accusations_pkey PRIMARY KEY (id)
);

CREATE TABLE accused (
  address bytea NOT NULL,
  run bigint NOT NULL,
  day bigint NOT NULL,
  CONSTRAINT accused_pkey PRIMARY KEY (address)
);

CREATE TABLE accused_runs (
  id bigint NOT NULL,
  run bigint NOT NULL,
  enough bigint,
  CONSTRAINT accused_runs_id_check CHECK ((id = 1)),
  CONSTRAINT accused_runs_pkey PRIMARY KEY (id)
);

CREATE TABLE active_days (
  application_id bigint NOT NULL,
  day bigint NOT NULL,
  CONSTRAINT active_days_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications(id) ON DELETE CASCADE,
  CONSTRAINT active_days_pkey PRIMARY KEY (application_id, day)
);

CREATE INDEX active_days_day ON public.active_days USING btree (day);

CREATE TABLE analyses (
  name text NOT NULL,
  since bigint NOT NULL,
  CONSTRAINT analyses_pkey PRIMARY KEY (name)
);

CREATE TABLE applications (
  id bigint NOT NULL,
  public_id text NOT NULL,
  owner_id bigint NOT NULL,
  comment text NOT NULL,
  secret bytea NOT NULL,
  created bigint NOT NULL,
  banned bigint,
  seen_day bigint,
  removed bigint,
  CONSTRAINT applications_id_check CHECK ((id > 0)),
  CONSTRAINT applications_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id) ON DELETE CASCADE,
  CONSTRAINT applications_pkey PRIMARY KEY (id),
  CONSTRAINT applications_public_id_check CHECK ((public_id <> ''::text)),
  CONSTRAINT applications_secret_check CHECK ((octet_length(secret) = 32))
);

CREATE INDEX applications_owner ON public.applications USING btree (owner_id);

CREATE UNIQUE INDEX applications_public_id ON public.applications USING btree (public_id);

CREATE TABLE audit (
  id bigint NOT NULL,
  at bigint NOT NULL,
  actor bigint,
  action text NOT NULL,
  subject text NOT NULL,
  times bigint NOT NULL DEFAULT 1,
  CONSTRAINT audit_action_check CHECK ((action <> ''::text)),
  CONSTRAINT audit_id_check CHECK ((id > 0)),
  CONSTRAINT audit_pkey PRIMARY KEY (id),
  CONSTRAINT audit_times_check CHECK ((times > 0))
);

CREATE INDEX audit_at ON public.audit USING btree (at);

CREATE TABLE bans (
  day bigint NOT NULL,
  application_id bigint NOT NULL,
  ban_key bytea NOT NULL,
  at bigint NOT NULL,
  torrent_id bigint,
  address bytea NOT NULL,
  port bigint NOT NULL,
  peer_id text NOT NULL,
  client_name text NOT NULL,
  from_peer bigint NOT NULL,
  to_peer bigint NOT NULL,
  progress double precision NOT NULL,
  own_progress double precision NOT NULL,
  flags text NOT NULL,
  by_rules bigint NOT NULL,
  module text NOT NULL,
  rule text NOT NULL,
  description text NOT NULL,
  data text NOT NULL,
  CONSTRAINT bans_pkey PRIMARY KEY (application_id, ban_key, day)
) PARTITION BY RANGE (day);

CREATE INDEX bans_address ON ONLY public.bans USING btree (address);

CREATE INDEX bans_at ON ONLY public.bans USING btree (at);

CREATE INDEX bans_torrent ON ONLY public.bans USING btree (torrent_id);

CREATE TABLE catalogue_torrents (
  identifier bytea NOT NULL,
  film_id bigint NOT NULL,
  CONSTRAINT catalogue_torrents_identifier_check CHECK ((octet_length(identifier) = 32)),
  CONSTRAINT catalogue_torrents_pkey PRIMARY KEY (identifier, film_id)
);

CREATE TABLE day_counts (
  kind text NOT NULL,
  day bigint NOT NULL,
  rows bigint NOT NULL,
  CONSTRAINT day_counts_pkey PRIMARY KEY (kind, day)
);

CREATE TABLE discovered_clients (
  hash bigint NOT NULL,
  client_name text NOT NULL,
  peer_id text NOT NULL,
  found_at bigint NOT NULL,
  last_seen bigint NOT NULL,
  CONSTRAINT discovered_clients_pkey PRIMARY KEY (hash)
);

CREATE INDEX discovered_clients_found_at ON public.discovered_clients USING btree (found_at);

CREATE INDEX discovered_clients_last_seen ON public.discovered_clients USING btree (last_seen);

CREATE TABLE erasures (
  id bigint NOT NULL,
  erased bigint NOT NULL,
  CONSTRAINT erasures_id_check CHECK ((id = 1)),
  CONSTRAINT erasures_pkey PRIMARY KEY (id)
);

CREATE TABLE evidence (
  day bigint NOT NULL,
  address bytea NOT NULL,
  kind bigint NOT NULL,
  application_id bigint NOT NULL,
  torrent_id bigint NOT NULL,
  net bigint NOT NULL,
  size bigint NOT NULL,
  first_seen bigint NOT NULL,
  last_seen bigint NOT NULL,
  CONSTRAINT evidence_pkey PRIMARY KEY (address, kind, application_id, torrent_id, day)
) PARTITION BY RANGE (day);

CREATE TABLE heartbeats (
  address bytea NOT NULL,
  network bytea NOT NULL,
  application_id bigint NOT NULL,
  first_seen bigint NOT NULL,
  last_seen bigint NOT NULL,
  CONSTRAINT heartbeats_address_check CHECK ((length(address) = 32)),
  CONSTRAINT heartbeats_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications(id) ON DELETE CASCADE,
  CONSTRAINT heartbeats_network_check CHECK ((length(network) = 32)),
  CONSTRAINT heartbeats_pkey PRIMARY KEY (address, application_id)
);

CREATE INDEX heartbeats_application ON public.heartbeats USING btree (application_id);

CREATE INDEX heartbeats_last_seen ON public.heartbeats USING btree (last_seen);

CREATE TABLE histories (
  day bigint NOT NULL,
  application_id bigint NOT NULL,
  torrent_id bigint NOT NULL,
  address bytea NOT NULL,
  peer_id text NOT NULL,
  first_seen bigint NOT NULL,
  last_seen bigint NOT NULL,
  client_name text NOT NULL,
  from_peer bigint NOT NULL,
  to_peer bigint NOT NULL,
  flags text NOT NULL,
  CONSTRAINT histories_pkey PRIMARY KEY (day, application_id, torrent_id, address, peer_id, first_seen)
) PARTITION BY RANGE (day);

CREATE TABLE list_alerts (
  network text NOT NULL,
  reason text NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT list_alerts_pkey PRIMARY KEY (network, reason)
);

CREATE INDEX list_alerts_at ON public.list_alerts USING btree (at);

CREATE TABLE list_entries (
  network text NOT NULL,
  reason text NOT NULL,
  accusers bigint NOT NULL,
  torrents bigint NOT NULL,
  net bigint NOT NULL,
  first_seen bigint NOT NULL,
  last_seen bigint NOT NULL,
  until bigint NOT NULL,
  CONSTRAINT list_entries_pkey PRIMARY KEY (network)
);

CREATE TABLE list_runs (
  id bigint NOT NULL,
  began bigint NOT NULL,
  retracted bigint,
  CONSTRAINT list_runs_id_check CHECK ((id = 1)),
  CONSTRAINT list_runs_pkey PRIMARY KEY (id)
);

CREATE TABLE login_states (
  state bytea NOT NULL,
  browser bytea NOT NULL,
  verifier text NOT NULL,
  expires bigint NOT NULL,
  CONSTRAINT login_states_browser_check CHECK ((octet_length(browser) = 32)),
  CONSTRAINT login_states_pkey PRIMARY KEY (state),
  CONSTRAINT login_states_state_check CHECK ((octet_length(state) = 32))
);

CREATE INDEX login_states_expires ON public.login_states USING btree (expires);

CREATE TABLE manual_rules (
  id bigint NOT NULL,
  kind text NOT NULL,
  content text NOT NULL,
  created bigint NOT NULL,
  until bigint NOT NULL,
  CONSTRAINT manual_rules_id_check CHECK ((id > 0)),
  CONSTRAINT manual_rules_pkey PRIMARY KEY (id)
);

CREATE UNIQUE INDEX manual_rules_content ON public.manual_rules USING btree (kind, content);

CREATE TABLE owners (
  id bigint NOT NULL,
  name text NOT NULL,
  created bigint NOT NULL,
  banned bigint,
  vouched bigint,
  github_id bigint,
  nickname text NOT NULL DEFAULT ''::text,
  avatar text NOT NULL DEFAULT ''::text,
  email text,
  last_seen bigint,
  permissions text NOT NULL DEFAULT ''::text,
  network bytea,
  corroborated_day bigint,
  CONSTRAINT owners_id_check CHECK ((id > 0)),
  CONSTRAINT owners_name_check CHECK ((name <> ''::text)),
  CONSTRAINT owners_network_check CHECK ((octet_length(network) = 32)),
  CONSTRAINT owners_pkey PRIMARY KEY (id)
);

CREATE UNIQUE INDEX owners_github ON public.owners USING btree (github_id);

CREATE UNIQUE INDEX owners_name ON public.owners USING btree (name);

CREATE TABLE published_lists (
  name text NOT NULL,
  made bigint NOT NULL,
  version text NOT NULL,
  body text NOT NULL,
  CONSTRAINT published_lists_pkey PRIMARY KEY (name, made)
);

CREATE TABLE seen_reports (
  application_id bigint NOT NULL,
  digest bytea NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT seen_reports_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications(id) ON DELETE CASCADE,
  CONSTRAINT seen_reports_digest_check CHECK ((length(digest) = 32)),
  CONSTRAINT seen_reports_pkey PRIMARY KEY (application_id, digest)
);

CREATE INDEX seen_reports_at ON public.seen_reports USING btree (at);

CREATE TABLE sessions (
  token bytea NOT NULL,
  owner_id bigint NOT NULL,
  created bigint NOT NULL,
  expires bigint NOT NULL,
  CONSTRAINT sessions_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owners(id) ON DELETE CASCADE,
  CONSTRAINT sessions_pkey PRIMARY KEY (token),
  CONSTRAINT sessions_token_check CHECK ((octet_length(token) = 32))
);

CREATE INDEX sessions_expires ON public.sessions USING btree (expires);

CREATE INDEX sessions_owner ON public.sessions USING btree (owner_id);

CREATE TABLE snapshot_reports (
  day bigint NOT NULL,
  application_id bigint NOT NULL,
  report bigint NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT snapshot_reports_pkey PRIMARY KEY (day, application_id, report)
);

CREATE INDEX snapshot_reports_at ON public.snapshot_reports USING btree (day, at);

CREATE TABLE snapshots (
  day bigint NOT NULL,
  application_id bigint NOT NULL,
  report bigint NOT NULL,
  place bigint NOT NULL,
  at bigint NOT NULL,
  torrent_id bigint NOT NULL,
  address bytea NOT NULL,
  port bigint NOT NULL,
  peer_id text NOT NULL,
  client_name text NOT NULL,
  from_peer bigint NOT NULL,
  to_peer bigint NOT NULL,
  from_peer_speed bigint NOT NULL,
  to_peer_speed bigint NOT NULL,
  progress double precision NOT NULL,
  own_progress double precision NOT NULL,
  flags text NOT NULL,
  CONSTRAINT snapshots_pkey PRIMARY KEY (day, application_id, report, place)
) PARTITION BY RANGE (day);

CREATE INDEX snapshots_address ON ONLY public.snapshots USING btree (address);

CREATE INDEX snapshots_torrent ON ONLY public.snapshots USING btree (torrent_id);

CREATE TABLE swarms (
  day bigint NOT NULL,
  application_id bigint NOT NULL,
  downloader bigint NOT NULL,
  torrent_id bigint NOT NULL,
  address bytea NOT NULL,
  port bigint NOT NULL,
  first_seen bigint NOT NULL,
  last_seen bigint NOT NULL,
  peer_id text NOT NULL,
  client_name text NOT NULL,
  from_peer bigint NOT NULL,
  to_peer bigint NOT NULL,
  from_peer_speed bigint NOT NULL,
  to_peer_speed bigint NOT NULL,
  progress double precision NOT NULL,
  own_progress double precision NOT NULL,
  flags text NOT NULL,
  CONSTRAINT swarms_pkey PRIMARY KEY (day, application_id, downloader, torrent_id, address, port)
) PARTITION BY RANGE (day);

CREATE INDEX swarms_address ON ONLY public.swarms USING btree (address);

CREATE INDEX swarms_last_seen ON ONLY public.swarms USING btree (last_seen);

CREATE TABLE torrents (
  id bigint NOT NULL,
  identifier bytea NOT NULL,
  size bigint NOT NULL,
  used_day bigint NOT NULL DEFAULT 0,
  CONSTRAINT torrents_id_check CHECK ((id > 0)),
  CONSTRAINT torrents_identifier_check CHECK ((length(identifier) = 32)),
  CONSTRAINT torrents_pkey PRIMARY KEY (id)
);

CREATE INDEX torrents_used_day ON public.torrents USING btree (used_day);

CREATE UNIQUE INDEX torrents_identifier ON public.torrents USING btree (identifier);
