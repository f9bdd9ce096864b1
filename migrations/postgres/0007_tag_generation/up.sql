-- The generation of the last change of a tag, so that readers know whether to read them. Triggers write it, since programs
-- of before this step write tags too.
ALTER TABLE generations ADD COLUMN tags BIGINT NOT NULL DEFAULT 0 CHECK (tags >= 0);
CREATE FUNCTION tags_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE generations SET tags = generation + 1 WHERE tags <= generation;
  RETURN NULL;
END $$;
CREATE TRIGGER tags_changed AFTER INSERT OR UPDATE OR DELETE ON tags
  FOR EACH STATEMENT EXECUTE FUNCTION tags_changed();
