-- Viewers whom no operator named: each has one family of tokens at a time, so that a viewer costs two rows however
-- often the tokens are renewed. Of tokens there is the SHA-256 alone, in hexadecimal digits; all of them are NULL once
-- a used refresh token came again or an operator revoked them. The access token before the present one stays good until
-- it expires. seen is when the last token was issued.
CREATE TABLE anonymous_viewers (
  viewer_id BIGINT NOT NULL PRIMARY KEY REFERENCES viewers (id) ON DELETE CASCADE,
  client TEXT NOT NULL CHECK (client <> ''),
  seen BIGINT NOT NULL,
  family TEXT CHECK (length(family) = 64),
  refresh TEXT CHECK (length(refresh) = 64),
  refresh_expires BIGINT,
  access TEXT CHECK (length(access) = 64),
  access_expires BIGINT,
  earlier TEXT CHECK (length(earlier) = 64),
  earlier_expires BIGINT
);
CREATE INDEX anonymous_viewers_seen ON anonymous_viewers (seen);
CREATE UNIQUE INDEX anonymous_viewers_family ON anonymous_viewers (family);
CREATE UNIQUE INDEX anonymous_viewers_access ON anonymous_viewers (access);
CREATE UNIQUE INDEX anonymous_viewers_earlier ON anonymous_viewers (earlier);
