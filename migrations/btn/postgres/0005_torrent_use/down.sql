ALTER TABLE torrents DROP COLUMN used_day;
