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
    film_access,
    film_images,
    film_related,
    film_see_also,
    film_tags,
    films,
    generations,
    ratings,
    removed_films,
    serie_images,
    series,
    tags,
    viewer_generations,
    viewers,
    views,
);
