-- How often a user did the same within an hour from then.
ALTER TABLE audit ADD COLUMN times BIGINT NOT NULL DEFAULT 1 CHECK (times > 0);
