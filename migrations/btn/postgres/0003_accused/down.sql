DROP TABLE accused_runs;
DROP TABLE accused;
