DROP INDEX swarms_last_seen;
DROP INDEX snapshots_torrent;
DROP INDEX snapshots_address;
DROP INDEX bans_torrent;
