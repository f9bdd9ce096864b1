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

CREATE TABLE commits (
  generation bigint NOT NULL,
  at bigint NOT NULL,
  CONSTRAINT commits_generation_check CHECK ((generation >= 0)),
  CONSTRAINT commits_pkey PRIMARY KEY (generation)
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
  tags bigint NOT NULL DEFAULT 0,
  CONSTRAINT generations_generation_check CHECK ((generation >= 0)),
  CONSTRAINT generations_id_check CHECK ((id = 1)),
  CONSTRAINT generations_pkey PRIMARY KEY (id),
  CONSTRAINT generations_tags_check CHECK ((tags >= 0))
);

CREATE TABLE imdb_akas (
  generation bigint NOT NULL,
  imdb_id text NOT NULL,
  title text NOT NULL,
  CONSTRAINT imdb_akas_generation_imdb_id_fkey FOREIGN KEY (generation, imdb_id) REFERENCES imdb_titles(generation, imdb_id) ON DELETE CASCADE,
  CONSTRAINT imdb_akas_pkey PRIMARY KEY (generation, imdb_id, title),
  CONSTRAINT imdb_akas_title_check CHECK ((title <> ''::text))
);

CREATE TABLE imdb_folded_titles (
  generation bigint NOT NULL,
  folded text NOT NULL,
  imdb_id text NOT NULL,
  CONSTRAINT imdb_folded_titles_folded_check CHECK ((folded <> ''::text)),
  CONSTRAINT imdb_folded_titles_generation_check CHECK ((generation >= 0)),
  CONSTRAINT imdb_folded_titles_imdb_id_check CHECK ((imdb_id <> ''::text)),
  CONSTRAINT imdb_folded_titles_pkey PRIMARY KEY (generation, folded, imdb_id)
);

CREATE TABLE imdb_titles (
  generation bigint NOT NULL,
  imdb_id text NOT NULL,
  title_type text,
  primary_title text NOT NULL,
  original_title text,
  start_year bigint,
  average_rating double precision,
  num_votes bigint,
  CONSTRAINT imdb_titles_generation_check CHECK ((generation >= 0)),
  CONSTRAINT imdb_titles_imdb_id_check CHECK ((imdb_id <> ''::text)),
  CONSTRAINT imdb_titles_num_votes_check CHECK ((num_votes >= 0)),
  CONSTRAINT imdb_titles_original_title_check CHECK ((original_title <> ''::text)),
  CONSTRAINT imdb_titles_pkey PRIMARY KEY (generation, imdb_id),
  CONSTRAINT imdb_titles_primary_title_check CHECK ((primary_title <> ''::text)),
  CONSTRAINT imdb_titles_start_year_check CHECK (((start_year >= 0) AND (start_year <= 9999))),
  CONSTRAINT imdb_titles_title_type_check CHECK ((title_type <> ''::text))
);

CREATE TABLE peer_generations (
  id bigint NOT NULL,
  keys bigint NOT NULL,
  public bigint NOT NULL,
  imdb bigint NOT NULL,
  imdb_begun bigint NOT NULL,
  CONSTRAINT peer_generations_check CHECK ((imdb_begun >= imdb)),
  CONSTRAINT peer_generations_id_check CHECK ((id = 1)),
  CONSTRAINT peer_generations_imdb_check CHECK ((imdb >= 0)),
  CONSTRAINT peer_generations_keys_check CHECK ((keys >= 0)),
  CONSTRAINT peer_generations_pkey PRIMARY KEY (id),
  CONSTRAINT peer_generations_public_check CHECK ((public >= 0))
);

CREATE TABLE peer_key_groups (
  key_id text NOT NULL,
  name text NOT NULL,
  CONSTRAINT peer_key_groups_key_id_fkey FOREIGN KEY (key_id) REFERENCES peer_keys(key_id) ON DELETE CASCADE,
  CONSTRAINT peer_key_groups_name_check CHECK ((name <> ''::text)),
  CONSTRAINT peer_key_groups_pkey PRIMARY KEY (key_id, name)
);

CREATE TABLE peer_keys (
  key_id text NOT NULL,
  name text NOT NULL,
  secret text NOT NULL,
  earlier_secret text,
  earlier_until bigint,
  active bigint NOT NULL,
  rate_limit bigint NOT NULL,
  rate_window bigint NOT NULL,
  expires bigint,
  scopes text NOT NULL,
  require_v2 bigint NOT NULL,
  created bigint NOT NULL,
  last_used bigint,
  total_queries bigint NOT NULL,
  CONSTRAINT peer_keys_active_check CHECK ((active = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  CONSTRAINT peer_keys_earlier_secret_check CHECK ((earlier_secret <> ''::text)),
  CONSTRAINT peer_keys_key_id_check CHECK ((key_id <> ''::text)),
  CONSTRAINT peer_keys_name_check CHECK ((name <> ''::text)),
  CONSTRAINT peer_keys_pkey PRIMARY KEY (key_id),
  CONSTRAINT peer_keys_rate_limit_check CHECK (((rate_limit >= 1) AND (rate_limit <= 1000000))),
  CONSTRAINT peer_keys_rate_window_check CHECK (((rate_window >= 1) AND (rate_window <= 86400))),
  CONSTRAINT peer_keys_require_v2_check CHECK ((require_v2 = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  CONSTRAINT peer_keys_secret_check CHECK ((secret <> ''::text)),
  CONSTRAINT peer_keys_total_queries_check CHECK ((total_queries >= 0))
);

CREATE UNIQUE INDEX peer_keys_name ON public.peer_keys USING btree (name);

CREATE TABLE peer_passes (
  peer_id bigint NOT NULL,
  ended bigint NOT NULL,
  began bigint NOT NULL,
  full_pass bigint NOT NULL,
  pages bigint NOT NULL,
  imported bigint NOT NULL,
  dropped bigint NOT NULL,
  fault text,
  CONSTRAINT peer_passes_dropped_check CHECK ((dropped >= 0)),
  CONSTRAINT peer_passes_fault_check CHECK ((fault <> ''::text)),
  CONSTRAINT peer_passes_full_pass_check CHECK ((full_pass = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  CONSTRAINT peer_passes_imported_check CHECK ((imported >= 0)),
  CONSTRAINT peer_passes_pages_check CHECK ((pages >= 0)),
  CONSTRAINT peer_passes_peer_id_fkey FOREIGN KEY (peer_id) REFERENCES peers(id) ON DELETE CASCADE,
  CONSTRAINT peer_passes_pkey PRIMARY KEY (peer_id, ended, began)
);

CREATE TABLE peers (
  id bigint NOT NULL,
  name text NOT NULL,
  url text NOT NULL,
  key_id text NOT NULL,
  secret text NOT NULL,
  allow_http bigint NOT NULL,
  allow_private bigint NOT NULL,
  require_v2 bigint NOT NULL,
  sync_enabled bigint NOT NULL,
  schedule text NOT NULL,
  created bigint NOT NULL,
  docs_signature bigint NOT NULL,
  speaks_v2 bigint NOT NULL,
  page_size bigint NOT NULL,
  since bigint,
  next_hash text,
  full_pass bigint NOT NULL,
  pass_started bigint,
  pass_pages bigint NOT NULL,
  full_passes bigint NOT NULL,
  full_done bigint,
  lease_node text,
  lease_until bigint,
  tried bigint,
  succeeded bigint,
  failures bigint NOT NULL,
  fault text,
  clock_difference bigint,
  newest bigint,
  seen bigint NOT NULL,
  dropped bigint NOT NULL,
  CONSTRAINT peers_allow_http_check CHECK ((allow_http = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  CONSTRAINT peers_allow_private_check CHECK ((allow_private = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  CONSTRAINT peers_docs_signature_check CHECK ((docs_signature = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  CONSTRAINT peers_dropped_check CHECK ((dropped >= 0)),
  CONSTRAINT peers_failures_check CHECK ((failures >= 0)),
  CONSTRAINT peers_fault_check CHECK ((fault <> ''::text)),
  CONSTRAINT peers_full_pass_check CHECK ((full_pass = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  CONSTRAINT peers_full_passes_check CHECK ((full_passes >= 0)),
  CONSTRAINT peers_id_check CHECK ((id >= 0)),
  CONSTRAINT peers_key_id_check CHECK ((key_id <> ''::text)),
  CONSTRAINT peers_name_check CHECK ((name <> ''::text)),
  CONSTRAINT peers_next_hash_check CHECK ((next_hash <> ''::text)),
  CONSTRAINT peers_page_size_check CHECK (((page_size >= 1) AND (page_size <= 2000))),
  CONSTRAINT peers_pass_pages_check CHECK ((pass_pages >= 0)),
  CONSTRAINT peers_pkey PRIMARY KEY (id),
  CONSTRAINT peers_require_v2_check CHECK ((require_v2 = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  CONSTRAINT peers_schedule_check CHECK ((schedule <> ''::text)),
  CONSTRAINT peers_secret_check CHECK ((secret <> ''::text)),
  CONSTRAINT peers_seen_check CHECK ((seen >= 0)),
  CONSTRAINT peers_speaks_v2_check CHECK ((speaks_v2 = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  CONSTRAINT peers_sync_enabled_check CHECK ((sync_enabled = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
  CONSTRAINT peers_url_check CHECK ((url <> ''::text))
);

CREATE UNIQUE INDEX peers_name ON public.peers USING btree (name);

CREATE TABLE public_sources (
  peer_id bigint NOT NULL,
  info_hash bytea NOT NULL,
  first_seen bigint NOT NULL,
  last_seen bigint NOT NULL,
  full_pass bigint NOT NULL,
  CONSTRAINT public_sources_full_pass_check CHECK ((full_pass >= 0)),
  CONSTRAINT public_sources_info_hash_fkey FOREIGN KEY (info_hash) REFERENCES public_torrents(info_hash) ON DELETE CASCADE,
  CONSTRAINT public_sources_peer_id_fkey FOREIGN KEY (peer_id) REFERENCES peers(id) ON DELETE CASCADE,
  CONSTRAINT public_sources_pkey PRIMARY KEY (peer_id, info_hash)
);

CREATE INDEX public_sources_info_hash ON public.public_sources USING btree (info_hash);

CREATE TABLE public_torrents (
  info_hash bytea NOT NULL,
  title text NOT NULL,
  size bigint NOT NULL,
  kind text,
  imdb_id text,
  tmdb_id bigint,
  parsed text,
  created bigint NOT NULL,
  imported bigint NOT NULL,
  CONSTRAINT public_torrents_imdb_id_check CHECK ((imdb_id <> ''::text)),
  CONSTRAINT public_torrents_info_hash_check CHECK ((length(info_hash) = 20)),
  CONSTRAINT public_torrents_kind_check CHECK ((kind = ANY (ARRAY['movie'::text, 'series'::text]))),
  CONSTRAINT public_torrents_parsed_check CHECK ((parsed <> ''::text)),
  CONSTRAINT public_torrents_pkey PRIMARY KEY (info_hash),
  CONSTRAINT public_torrents_size_check CHECK ((size >= 0)),
  CONSTRAINT public_torrents_title_check CHECK ((title <> ''::text)),
  CONSTRAINT public_torrents_tmdb_id_check CHECK ((tmdb_id >= 0))
);

CREATE INDEX public_torrents_imdb_id ON public.public_torrents USING btree (imdb_id);

CREATE INDEX public_torrents_tmdb_id ON public.public_torrents USING btree (tmdb_id);

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

CREATE TABLE refused_torrents (
  info_hash bytea NOT NULL,
  film_id bigint NOT NULL,
  refused bigint NOT NULL,
  CONSTRAINT refused_torrents_film_id_check CHECK ((film_id >= 0)),
  CONSTRAINT refused_torrents_info_hash_check CHECK ((length(info_hash) = 20)),
  CONSTRAINT refused_torrents_pkey PRIMARY KEY (info_hash, film_id)
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

CREATE TABLE torrents (
  info_hash bytea NOT NULL,
  film_id bigint NOT NULL,
  number bigint NOT NULL,
  revision bigint NOT NULL,
  title text NOT NULL,
  document text NOT NULL,
  CONSTRAINT torrents_document_check CHECK ((document <> ''::text)),
  CONSTRAINT torrents_film_id_fkey FOREIGN KEY (film_id) REFERENCES films(id) ON DELETE CASCADE,
  CONSTRAINT torrents_info_hash_check CHECK ((length(info_hash) = 20)),
  CONSTRAINT torrents_number_check CHECK (((number >= 0) AND (number <= '4294967295'::bigint))),
  CONSTRAINT torrents_pkey PRIMARY KEY (info_hash, film_id, number),
  CONSTRAINT torrents_revision_check CHECK ((revision >= 0)),
  CONSTRAINT torrents_title_check CHECK ((title <> ''::text))
);

CREATE INDEX torrents_film_id ON public.torrents USING btree (film_id);

CREATE INDEX torrents_revision ON public.torrents USING btree (revision);

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
