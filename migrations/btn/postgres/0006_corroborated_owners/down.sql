ALTER TABLE owners DROP COLUMN corroborated_day;
