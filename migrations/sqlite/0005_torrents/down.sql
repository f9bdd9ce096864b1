DROP TABLE torrents;
DROP TABLE commits;
