//! The tables, for diesel. Made from a migrated database by: `AFISHA_BLESS=1 cargo test --test afisha up_to_date`

diesel::table! {
    applications (id) {
        id -> BigInt,
        public_id -> Text,
        owner_id -> BigInt,
        comment -> Text,
        secret -> Binary,
        created -> BigInt,
        banned -> Nullable<BigInt>,
        seen_day -> Nullable<BigInt>,
    }
}

diesel::table! {
    bans (application_id, ban_key, day) {
        day -> BigInt,
        application_id -> BigInt,
        ban_key -> Binary,
        at -> BigInt,
        torrent_id -> Nullable<BigInt>,
        address -> Binary,
        port -> BigInt,
        peer_id -> Text,
        client_name -> Text,
        from_peer -> BigInt,
        to_peer -> BigInt,
        progress -> Double,
        own_progress -> Double,
        flags -> Text,
        by_rules -> BigInt,
        module -> Text,
        rule -> Text,
        description -> Text,
        data -> Text,
    }
}

diesel::table! {
    heartbeats (address, application_id) {
        address -> Binary,
        application_id -> BigInt,
        first_seen -> BigInt,
        last_seen -> BigInt,
    }
}

diesel::table! {
    histories (day, application_id, torrent_id, address, peer_id, first_seen) {
        day -> BigInt,
        application_id -> BigInt,
        torrent_id -> BigInt,
        address -> Binary,
        peer_id -> Text,
        first_seen -> BigInt,
        last_seen -> BigInt,
        client_name -> Text,
        from_peer -> BigInt,
        to_peer -> BigInt,
        flags -> Text,
    }
}

diesel::table! {
    owners (id) {
        id -> BigInt,
        name -> Text,
        created -> BigInt,
        banned -> Nullable<BigInt>,
        vouched -> Nullable<BigInt>,
    }
}

diesel::table! {
    seen_reports (application_id, digest) {
        application_id -> BigInt,
        digest -> Binary,
        at -> BigInt,
    }
}

diesel::table! {
    snapshots (day, application_id, report, place) {
        day -> BigInt,
        application_id -> BigInt,
        report -> BigInt,
        place -> BigInt,
        at -> BigInt,
        torrent_id -> BigInt,
        address -> Binary,
        port -> BigInt,
        peer_id -> Text,
        client_name -> Text,
        from_peer -> BigInt,
        to_peer -> BigInt,
        from_peer_speed -> BigInt,
        to_peer_speed -> BigInt,
        progress -> Double,
        own_progress -> Double,
        flags -> Text,
    }
}

diesel::table! {
    swarms (day, application_id, downloader, torrent_id, address, port) {
        day -> BigInt,
        application_id -> BigInt,
        downloader -> BigInt,
        torrent_id -> BigInt,
        address -> Binary,
        port -> BigInt,
        first_seen -> BigInt,
        last_seen -> BigInt,
        peer_id -> Text,
        client_name -> Text,
        from_peer -> BigInt,
        to_peer -> BigInt,
        from_peer_speed -> BigInt,
        to_peer_speed -> BigInt,
        progress -> Double,
        own_progress -> Double,
        flags -> Text,
    }
}

diesel::table! {
    torrents (id) {
        id -> BigInt,
        identifier -> Binary,
        size -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    applications,
    bans,
    heartbeats,
    histories,
    owners,
    seen_reports,
    snapshots,
    swarms,
    torrents,
);
