-- The schema after all migrations. Made by: AFISHA_BLESS=1 cargo test --test afisha up_to_date

CREATE TABLE access_tokens (
  hash text NOT NULL,
  viewer_id bigint NOT NULL,
  created bigint NOT NULL,
  expires bigint NOT NULL,
  revoked bigint,
  CONSTRAINT access_tokens_hash_check CHECK ((length(hash) = 64)),
  CONSTRAINT access_tokens_pkey PRIMARY KEY (hash),
  CONSTRAINT access_tokens_viewer_id_fkey FOREIGN KEY (viewer_id) REFERENCES viewers(id) ON DELETE CASCADE
);

CREATE INDEX access_tokens_viewer_id ON public.access_tokens USING btree (viewer_id);

CREATE TABLE anonymous_viewers (
  viewer_id bigint NOT NULL,
  client text NOT NULL,
  seen bigint NOT NULL,
  family text,
  refresh text,
  refresh_expires bigint,
  access text,
  access_expires bigint,
  earlier text,
  earlier_expires bigint,
  CONSTRAINT anonymous_viewers_access_check CHECK ((length(access) = 64)),
  CONSTRAINT anonymous_viewers_client_check CHECK ((client <> ''::text)),
  CONSTRAINT anonymous_viewers_earlier_check CHECK ((length(earlier) = 64)),
  CONSTRAINT anonymous_viewers_family_check CHECK ((length(family) = 64)),
  CONSTRAINT anonymous_viewers_pkey PRIMARY KEY (viewer_id),
  CONSTRAINT anonymous_viewers_refresh_check CHECK ((length(refresh) = 64)),
  CONSTRAINT anonymous_viewers_viewer_id_fkey FOREIGN KEY (viewer_id) REFERENCES viewers(id) ON DELETE CASCADE
);

CREATE INDEX anonymous_viewers_seen ON public.anonymous_viewers USING btree (seen);

CREATE UNIQUE INDEX anonymous_viewers_access ON public.anonymous_viewers USING btree (access);

CREATE UNIQUE INDEX anonymous_viewers_earlier ON public.anonymous_viewers USING btree (earlier);

CREATE UNIQUE INDEX anonymous_viewers_family ON public.anonymous_viewers USING btree (family);

CREATE TABLE anonymous_views (
  film_id bigint NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT anonymous_views_film_id_check CHECK ((film_id >= 0)),
  CONSTRAINT anonymous_views_pkey PRIMARY KEY (film_id, at)
);

CREATE TABLE film_access (
  film_id bigint NOT NULL,
  "position" bigint NOT NULL,
  name text NOT NULL,
  CONSTRAINT film_access_film_id_fkey FOREIGN KEY (film_id) REFERENCES films(id) ON DELETE CASCADE,
  CONSTRAINT film_access_name_check CHECK ((name <> ''::text)),
  CONSTRAINT film_access_pkey PRIMARY KEY (film_id, "position"),
  CONSTRAINT film_access_position_check CHECK (("position" >= 0))
);

CREATE TABLE film_images (
  film_id bigint NOT NULL,
  "position" bigint NOT NULL,
  url text NOT NULL,
  CONSTRAINT film_images_film_id_fkey FOREIGN KEY (film_id) REFERENCES films(id) ON DELETE CASCADE,
  CONSTRAINT film_images_pkey PRIMARY KEY (film_id, "position"),
  CONSTRAINT film_images_position_check CHECK (("position" >= 0)),
  CONSTRAINT film_images_url_check CHECK ((url <> ''::text))
);

CREATE TABLE film_related (
  film_id bigint NOT NULL,
  "position" bigint NOT NULL,
  other_id bigint NOT NULL,
  CONSTRAINT film_related_film_id_fkey FOREIGN KEY (film_id) REFERENCES films(id) ON DELETE CASCADE,
  CONSTRAINT film_related_other_id_check CHECK ((other_id >= 0)),
  CONSTRAINT film_related_pkey PRIMARY KEY (film_id, "position"),
  CONSTRAINT film_related_position_check CHECK (("position" >= 0))
);

CREATE TABLE film_see_also (
  film_id bigint NOT NULL,
  "position" bigint NOT NULL,
  other_id bigint NOT NULL,
  CONSTRAINT film_see_also_film_id_fkey FOREIGN KEY (film_id) REFERENCES films(id) ON DELETE CASCADE,
  CONSTRAINT film_see_also_other_id_check CHECK ((other_id >= 0)),
  CONSTRAINT film_see_also_pkey PRIMARY KEY (film_id, "position"),
  CONSTRAINT film_see_also_position_check CHECK (("position" >= 0))
);

CREATE TABLE film_tags (
  film_id bigint NOT NULL,
  tag_id bigint NOT NULL,
  CONSTRAINT film_tags_film_id_fkey FOREIGN KEY (film_id) REFERENCES films(id) ON DELETE CASCADE,
  CONSTRAINT film_tags_pkey PRIMARY KEY (film_id, tag_id),
  CONSTRAINT film_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags(id) ON DELETE RESTRICT
);

CREATE INDEX film_tags_tag_id ON public.film_tags USING btree (tag_id);

CREATE TABLE films (
  id bigint NOT NULL,
  title text NOT NULL,
  original_title text,
  "desc" text,
  year bigint,
  updated bigint NOT NULL,
  published bigint,
  age bigint,
  url text,
  preview text,
  poster text,
  "user" text,
  kinopoisk_id bigint,
  imdb_id text,
  tmdb_id bigint,
  popularity double precision,
  revision bigint NOT NULL DEFAULT 0,
  CONSTRAINT films_age_check CHECK (((age >= 0) AND (age <= 150))),
  CONSTRAINT films_desc_check CHECK (("desc" <> ''::text)),
  CONSTRAINT films_id_check CHECK ((id >= 0)),
  CONSTRAINT films_imdb_id_check CHECK ((imdb_id <> ''::text)),
  CONSTRAINT films_kinopoisk_id_check CHECK ((kinopoisk_id >= 0)),
  CONSTRAINT films_original_title_check CHECK ((original_title <> ''::text)),
  CONSTRAINT films_pkey PRIMARY KEY (id),
  CONSTRAINT films_popularity_check CHECK (((popularity >= (0)::double precision) AND (popularity <= ('179769313486231570000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'::numeric)::double precision))),
  CONSTRAINT films_poster_check CHECK ((poster <> ''::text)),
  CONSTRAINT films_preview_check CHECK ((preview <> ''::text)),
  CONSTRAINT films_revision_check CHECK ((revision >= 0)),
  CONSTRAINT films_title_check CHECK ((title <> ''::text)),
  CONSTRAINT films_tmdb_id_check CHECK ((tmdb_id >= 0)),
  CONSTRAINT films_url_check CHECK ((url <> ''::text)),
  CONSTRAINT films_user_check CHECK (("user" <> ''::text)),
  CONSTRAINT films_year_check CHECK (((year >= 0) AND (year <= '4294967295'::bigint)))
);

CREATE INDEX films_revision ON public.films USING btree (revision);

CREATE TABLE generations (
  id bigint NOT NULL,
  generation bigint NOT NULL,
  CONSTRAINT generations_generation_check CHECK ((generation >= 0)),
  CONSTRAINT generations_id_check CHECK ((id = 1)),
  CONSTRAINT generations_pkey PRIMARY KEY (id)
);

CREATE TABLE ratings (
  film_id bigint NOT NULL,
  rating_type text NOT NULL,
  title text,
  count bigint,
  max double precision,
  rank double precision,
  CONSTRAINT ratings_count_check CHECK (((count >= 0) AND (count <= '4294967295'::bigint))),
  CONSTRAINT ratings_film_id_fkey FOREIGN KEY (film_id) REFERENCES films(id) ON DELETE CASCADE,
  CONSTRAINT ratings_max_check CHECK (((max >= (0)::double precision) AND (max <= ('179769313486231570000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'::numeric)::double precision))),
  CONSTRAINT ratings_pkey PRIMARY KEY (film_id, rating_type),
  CONSTRAINT ratings_rank_check CHECK (((rank >= (0)::double precision) AND (rank <= ('179769313486231570000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'::numeric)::double precision))),
  CONSTRAINT ratings_rating_type_check CHECK ((rating_type = ANY (ARRAY['cn'::text, 'kinopoisk'::text, 'imdb'::text]))),
  CONSTRAINT ratings_title_check CHECK ((title <> ''::text))
);

CREATE TABLE removed_films (
  film_id bigint NOT NULL,
  revision bigint NOT NULL,
  CONSTRAINT removed_films_film_id_check CHECK ((film_id >= 0)),
  CONSTRAINT removed_films_pkey PRIMARY KEY (film_id),
  CONSTRAINT removed_films_revision_check CHECK ((revision >= 0))
);

CREATE INDEX removed_films_revision ON public.removed_films USING btree (revision);

CREATE TABLE serie_images (
  film_id bigint NOT NULL,
  role text NOT NULL,
  number bigint NOT NULL,
  "position" bigint NOT NULL,
  url text NOT NULL,
  CONSTRAINT serie_images_film_id_role_number_fkey FOREIGN KEY (film_id, role, number) REFERENCES series(film_id, role, number) ON DELETE CASCADE,
  CONSTRAINT serie_images_pkey PRIMARY KEY (film_id, role, number, "position"),
  CONSTRAINT serie_images_position_check CHECK (("position" >= 0)),
  CONSTRAINT serie_images_url_check CHECK ((url <> ''::text))
);

CREATE TABLE series (
  film_id bigint NOT NULL,
  role text NOT NULL,
  number bigint NOT NULL,
  id bigint,
  title text,
  magnet text,
  url text,
  size bigint,
  length bigint,
  published bigint NOT NULL,
  quality bigint,
  picture_quality text,
  container text,
  CONSTRAINT series_container_check CHECK ((container <> ''::text)),
  CONSTRAINT series_film_id_fkey FOREIGN KEY (film_id) REFERENCES films(id) ON DELETE CASCADE,
  CONSTRAINT series_id_check CHECK ((id >= 0)),
  CONSTRAINT series_length_check CHECK (((length >= 0) AND (length <= '4294967295'::bigint))),
  CONSTRAINT series_magnet_check CHECK ((magnet <> ''::text)),
  CONSTRAINT series_number_check CHECK (((number >= 0) AND (number <= '4294967295'::bigint))),
  CONSTRAINT series_picture_quality_check CHECK ((picture_quality = ANY (ARRAY['SD'::text, 'HD'::text, '3D'::text]))),
  CONSTRAINT series_pkey PRIMARY KEY (film_id, role, number),
  CONSTRAINT series_quality_check CHECK (((quality >= 0) AND (quality <= 10))),
  CONSTRAINT series_role_check CHECK ((role = ANY (ARRAY['item'::text, 'trailer'::text]))),
  CONSTRAINT series_size_check CHECK ((size >= 0)),
  CONSTRAINT series_title_check CHECK ((title <> ''::text)),
  CONSTRAINT series_url_check CHECK ((url <> ''::text))
);

CREATE TABLE tags (
  id bigint NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  kind text NOT NULL,
  url text,
  CONSTRAINT tags_id_check CHECK (((id >= 0) AND (id <= '4294967295'::bigint))),
  CONSTRAINT tags_kind_check CHECK ((kind = ANY (ARRAY['genre'::text, 'country'::text, 'director'::text, 'actor'::text, 'quality'::text, 'age'::text, 'other'::text]))),
  CONSTRAINT tags_name_check CHECK ((name <> ''::text)),
  CONSTRAINT tags_pkey PRIMARY KEY (id),
  CONSTRAINT tags_title_check CHECK ((title <> ''::text)),
  CONSTRAINT tags_url_check CHECK ((url <> ''::text))
);

CREATE UNIQUE INDEX tags_name ON public.tags USING btree (md5(name));

CREATE TABLE viewer_generations (
  id bigint NOT NULL,
  tokens bigint NOT NULL,
  views bigint NOT NULL,
  CONSTRAINT viewer_generations_id_check CHECK ((id = 1)),
  CONSTRAINT viewer_generations_pkey PRIMARY KEY (id),
  CONSTRAINT viewer_generations_tokens_check CHECK ((tokens >= 0)),
  CONSTRAINT viewer_generations_views_check CHECK ((views >= 0))
);

CREATE TABLE viewers (
  id bigint NOT NULL,
  name text NOT NULL,
  created bigint NOT NULL,
  CONSTRAINT viewers_id_check CHECK ((id >= 0)),
  CONSTRAINT viewers_name_check CHECK ((name <> ''::text)),
  CONSTRAINT viewers_pkey PRIMARY KEY (id)
);

CREATE UNIQUE INDEX viewers_name ON public.viewers USING btree (name);

CREATE TABLE views (
  viewer_id bigint NOT NULL,
  film_id bigint NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT views_film_id_check CHECK ((film_id >= 0)),
  CONSTRAINT views_pkey PRIMARY KEY (viewer_id, film_id, at),
  CONSTRAINT views_viewer_id_fkey FOREIGN KEY (viewer_id) REFERENCES viewers(id) ON DELETE CASCADE
);

CREATE INDEX views_film_id ON public.views USING btree (film_id, at);
