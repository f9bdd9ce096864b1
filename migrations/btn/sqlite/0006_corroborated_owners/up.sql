-- The day on which another account first said the same of an address, counted from 1970-01-01 (UTC).
ALTER TABLE owners ADD COLUMN corroborated_day INTEGER;
