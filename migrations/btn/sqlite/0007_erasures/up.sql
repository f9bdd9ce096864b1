-- How many addresses were erased: a program that remembers what it wrote of addresses forgets that when the count changes.
CREATE TABLE erasures (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  erased INTEGER NOT NULL
) STRICT;
INSERT INTO erasures VALUES (1, 0);
