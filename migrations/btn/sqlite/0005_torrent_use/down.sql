DROP INDEX torrents_used_day;
ALTER TABLE torrents DROP COLUMN used_day;
