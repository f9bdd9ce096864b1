-- The day on which a torrent was reported last, counted from 1970-01-01 (UTC): those that nothing names any more are forgotten.
ALTER TABLE torrents ADD COLUMN used_day BIGINT NOT NULL DEFAULT 0;
UPDATE torrents SET used_day = floor(extract(epoch FROM now()) / 86400);
CREATE INDEX torrents_used_day ON torrents (used_day);
