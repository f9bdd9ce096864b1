DROP TABLE viewer_generations;
DROP TABLE anonymous_views;
DROP TABLE views;
DROP TABLE access_tokens;
DROP TABLE viewers;
