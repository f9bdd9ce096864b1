DROP TRIGGER tags_after_insert;
DROP TRIGGER tags_after_update;
DROP TRIGGER tags_after_delete;
ALTER TABLE generations DROP COLUMN tags;
