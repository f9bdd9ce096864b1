INSERT INTO accused SELECT address, max(run), max(day) FROM accusations WHERE true GROUP BY address
  ON CONFLICT (address) DO UPDATE SET run = excluded.run, day = excluded.day;
DROP TABLE accusations;
CREATE INDEX accused_day ON accused (day);
