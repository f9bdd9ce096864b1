-- Addresses against which something was reported since the last run of the analyses, and those that have enough rows of
-- evidence: a run weighs these, and nobody else. run is the run that follows what was reported last; day is the day on which
-- that came, or on which the address was found among all.
CREATE TABLE accused (
  address BYTEA NOT NULL PRIMARY KEY,
  run BIGINT NOT NULL,
  day BIGINT NOT NULL
);
CREATE INDEX accused_day ON accused (day);

-- The run that comes next; and how many rows of evidence an address has that no run found wanting, without which every address
-- is counted anew.
CREATE TABLE accused_runs (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  run BIGINT NOT NULL,
  enough BIGINT
);
INSERT INTO accused_runs (id, run) VALUES (1, 1);
