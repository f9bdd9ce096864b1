-- Whom reports accused since the last run of the analyses, in the order in which they came: noting one more costs next to nothing.
-- run is the run that follows, day the day on which it came. accused keeps only who had enough rows of evidence in a run, by the
-- day of that.
CREATE TABLE accusations (
  id INTEGER NOT NULL PRIMARY KEY,
  run INTEGER NOT NULL,
  day INTEGER NOT NULL,
  address BLOB NOT NULL
) STRICT;
DROP INDEX accused_day;
