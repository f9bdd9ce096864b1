-- By these, people find reports of an address or a torrent, and analyses what was seen in the last hour. Days that are there
-- already stay without them, until they are dropped.
CREATE INDEX bans_torrent ON bans (torrent_id);
CREATE INDEX snapshots_address ON snapshots (address);
CREATE INDEX snapshots_torrent ON snapshots (torrent_id);
CREATE INDEX swarms_last_seen ON swarms (last_seen);
