DROP TABLE anonymous_viewers;
