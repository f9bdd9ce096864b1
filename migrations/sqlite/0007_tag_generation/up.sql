-- The generation of the last change of a tag, so that readers know whether to read them. Triggers write it, since programs
-- of before this step write tags too.
ALTER TABLE generations ADD COLUMN tags INTEGER NOT NULL DEFAULT 0 CHECK (tags >= 0);
CREATE TRIGGER tags_after_insert AFTER INSERT ON tags BEGIN
  UPDATE generations SET tags = generation + 1 WHERE tags <= generation;
END;
CREATE TRIGGER tags_after_update AFTER UPDATE ON tags BEGIN
  UPDATE generations SET tags = generation + 1 WHERE tags <= generation;
END;
CREATE TRIGGER tags_after_delete AFTER DELETE ON tags BEGIN
  UPDATE generations SET tags = generation + 1 WHERE tags <= generation;
END;
