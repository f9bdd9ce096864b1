-- How many addresses were erased: a program that remembers what it wrote of addresses forgets that when the count changes.
CREATE TABLE erasures (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  erased BIGINT NOT NULL
);
INSERT INTO erasures VALUES (1, 0);
