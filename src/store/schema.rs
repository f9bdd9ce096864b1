//! The tables, for diesel. Made from a migrated database by: `AFISHA_BLESS=1 cargo test --test afisha up_to_date`

diesel::table! {
    access_tokens (hash) {
        hash -> Text,
        viewer_id -> BigInt,
        created -> BigInt,
        expires -> BigInt,
        revoked -> Nullable<BigInt>,
    }
}

diesel::table! {
    anonymous_viewers (viewer_id) {
        viewer_id -> BigInt,
        client -> Text,
        seen -> BigInt,
        family -> Nullable<Text>,
        refresh -> Nullable<Text>,
        refresh_expires -> Nullable<BigInt>,
        access -> Nullable<Text>,
        access_expires -> Nullable<BigInt>,
        earlier -> Nullable<Text>,
        earlier_expires -> Nullable<BigInt>,
    }
}

diesel::table! {
    anonymous_views (film_id, at) {
        film_id -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    commits (generation) {
        generation -> BigInt,
        at -> BigInt,
    }
}

diesel::table! {
    film_access (film_id, position) {
        film_id -> BigInt,
        position -> BigInt,
        name -> Text,
    }
}

diesel::table! {
    film_images (film_id, position) {
        film_id -> BigInt,
        position -> BigInt,
        url -> Text,
    }
}

diesel::table! {
    film_related (film_id, position) {
        film_id -> BigInt,
        position -> BigInt,
        other_id -> BigInt,
    }
}

diesel::table! {
    film_see_also (film_id, position) {
        film_id -> BigInt,
        position -> BigInt,
        other_id -> BigInt,
    }
}

diesel::table! {
    film_tags (film_id, tag_id) {
        film_id -> BigInt,
        tag_id -> BigInt,
    }
}

diesel::table! {
    films (id) {
        id -> BigInt,
        title -> Text,
        original_title -> Nullable<Text>,
        desc -> Nullable<Text>,
        year -> Nullable<BigInt>,
        updated -> BigInt,
        published -> Nullable<BigInt>,
        age -> Nullable<BigInt>,
        url -> Nullable<Text>,
        preview -> Nullable<Text>,
        poster -> Nullable<Text>,
        user -> Nullable<Text>,
        kinopoisk_id -> Nullable<BigInt>,
        imdb_id -> Nullable<Text>,
        tmdb_id -> Nullable<BigInt>,
        popularity -> Nullable<Double>,
        revision -> BigInt,
    }
}

diesel::table! {
    generations (id) {
        id -> BigInt,
        generation -> BigInt,
        tags -> BigInt,
    }
}

diesel::table! {
    imdb_akas (generation, imdb_id, title) {
        generation -> BigInt,
        imdb_id -> Text,
        title -> Text,
    }
}

diesel::table! {
    imdb_folded_titles (generation, folded, imdb_id) {
        generation -> BigInt,
        folded -> Text,
        imdb_id -> Text,
    }
}

diesel::table! {
    imdb_titles (generation, imdb_id) {
        generation -> BigInt,
        imdb_id -> Text,
        title_type -> Nullable<Text>,
        primary_title -> Text,
        original_title -> Nullable<Text>,
        start_year -> Nullable<BigInt>,
        average_rating -> Nullable<Double>,
        num_votes -> Nullable<BigInt>,
    }
}

diesel::table! {
    peer_generations (id) {
        id -> BigInt,
        keys -> BigInt,
        public -> BigInt,
        imdb -> BigInt,
        imdb_begun -> BigInt,
    }
}

diesel::table! {
    peer_key_groups (key_id, name) {
        key_id -> Text,
        name -> Text,
    }
}

diesel::table! {
    peer_keys (key_id) {
        key_id -> Text,
        name -> Text,
        secret -> Text,
        earlier_secret -> Nullable<Text>,
        earlier_until -> Nullable<BigInt>,
        active -> BigInt,
        rate_limit -> BigInt,
        rate_window -> BigInt,
        expires -> Nullable<BigInt>,
        scopes -> Text,
        require_v2 -> BigInt,
        created -> BigInt,
        last_used -> Nullable<BigInt>,
        total_queries -> BigInt,
    }
}

diesel::table! {
    peer_passes (peer_id, ended, began) {
        peer_id -> BigInt,
        ended -> BigInt,
        began -> BigInt,
        full_pass -> BigInt,
        pages -> BigInt,
        imported -> BigInt,
        dropped -> BigInt,
        fault -> Nullable<Text>,
    }
}

diesel::table! {
    peers (id) {
        id -> BigInt,
        name -> Text,
        url -> Text,
        key_id -> Text,
        secret -> Text,
        allow_http -> BigInt,
        allow_private -> BigInt,
        require_v2 -> BigInt,
        sync_enabled -> BigInt,
        schedule -> Text,
        created -> BigInt,
        docs_signature -> BigInt,
        speaks_v2 -> BigInt,
        page_size -> BigInt,
        since -> Nullable<BigInt>,
        next_hash -> Nullable<Text>,
        full_pass -> BigInt,
        pass_started -> Nullable<BigInt>,
        pass_pages -> BigInt,
        full_passes -> BigInt,
        full_done -> Nullable<BigInt>,
        lease_node -> Nullable<Text>,
        lease_until -> Nullable<BigInt>,
        tried -> Nullable<BigInt>,
        succeeded -> Nullable<BigInt>,
        failures -> BigInt,
        fault -> Nullable<Text>,
        clock_difference -> Nullable<BigInt>,
        newest -> Nullable<BigInt>,
        seen -> BigInt,
        dropped -> BigInt,
    }
}

diesel::table! {
    public_sources (peer_id, info_hash) {
        peer_id -> BigInt,
        info_hash -> Binary,
        first_seen -> BigInt,
        last_seen -> BigInt,
        full_pass -> BigInt,
    }
}

diesel::table! {
    public_torrents (info_hash) {
        info_hash -> Binary,
        title -> Text,
        size -> BigInt,
        kind -> Nullable<Text>,
        imdb_id -> Nullable<Text>,
        tmdb_id -> Nullable<BigInt>,
        parsed -> Nullable<Text>,
        created -> BigInt,
        imported -> BigInt,
    }
}

diesel::table! {
    ratings (film_id, rating_type) {
        film_id -> BigInt,
        rating_type -> Text,
        title -> Nullable<Text>,
        count -> Nullable<BigInt>,
        max -> Nullable<Double>,
        rank -> Nullable<Double>,
    }
}

diesel::table! {
    refused_torrents (info_hash, film_id) {
        info_hash -> Binary,
        film_id -> BigInt,
        refused -> BigInt,
    }
}

diesel::table! {
    removed_films (film_id) {
        film_id -> BigInt,
        revision -> BigInt,
    }
}

diesel::table! {
    serie_images (film_id, role, number, position) {
        film_id -> BigInt,
        role -> Text,
        number -> BigInt,
        position -> BigInt,
        url -> Text,
    }
}

diesel::table! {
    series (film_id, role, number) {
        film_id -> BigInt,
        role -> Text,
        number -> BigInt,
        id -> Nullable<BigInt>,
        title -> Nullable<Text>,
        magnet -> Nullable<Text>,
        url -> Nullable<Text>,
        size -> Nullable<BigInt>,
        length -> Nullable<BigInt>,
        published -> BigInt,
        quality -> Nullable<BigInt>,
        picture_quality -> Nullable<Text>,
        container -> Nullable<Text>,
    }
}

diesel::table! {
    tags (id) {
        id -> BigInt,
        name -> Text,
        title -> Text,
        kind -> Text,
        url -> Nullable<Text>,
    }
}

diesel::table! {
    torrents (info_hash, film_id, number) {
        info_hash -> Binary,
        film_id -> BigInt,
        number -> BigInt,
        revision -> BigInt,
        title -> Text,
        document -> Text,
    }
}

diesel::table! {
    viewer_generations (id) {
        id -> BigInt,
        tokens -> BigInt,
        views -> BigInt,
    }
}

diesel::table! {
    viewers (id) {
        id -> BigInt,
        name -> Text,
        created -> BigInt,
    }
}

diesel::table! {
    views (viewer_id, film_id, at) {
        viewer_id -> BigInt,
        film_id -> BigInt,
        at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    access_tokens,
    anonymous_viewers,
    anonymous_views,
    commits,
    film_access,
    film_images,
    film_related,
    film_see_also,
    film_tags,
    films,
    generations,
    imdb_akas,
    imdb_folded_titles,
    imdb_titles,
    peer_generations,
    peer_key_groups,
    peer_keys,
    peer_passes,
    peers,
    public_sources,
    public_torrents,
    ratings,
    refused_torrents,
    removed_films,
    serie_images,
    series,
    tags,
    torrents,
    viewer_generations,
    viewers,
    views,
);
