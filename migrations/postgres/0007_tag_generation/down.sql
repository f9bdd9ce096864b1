DROP TRIGGER tags_changed ON tags;
DROP FUNCTION tags_changed();
ALTER TABLE generations DROP COLUMN tags;
