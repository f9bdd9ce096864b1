//! The tables, for diesel. Made from a migrated database by: `AFISHA_BLESS=1 cargo test --test afisha up_to_date`

diesel::table! {
    accusations (id) {
        id -> BigInt,
        run -> BigInt,
        day -> BigInt,
        address -> Binary,
    }
}

diesel::table! {
    accused (address) {
        address -> Binary,
        run -> BigInt,
        day -> BigInt,
    }
}

diesel::table! {
    accused_runs (id) {
        id -> BigInt,
        run -> BigInt,
        enough -> Nullable<BigInt>,
    }
}

diesel::table! {
    active_days (application_id, day) {
        application_id -> BigInt,
        day -> BigInt,
    }
}

diesel::table! {
    analyses (name) {
        name -> Text,
        since -> BigInt,
    }
}

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
        removed -> Nullable<BigInt>,
    }
}

diesel::table! {
    audit (id) {
        id -> BigInt,
        at -> BigInt,
        actor -> Nullable<BigInt>,
        action -> Text,
        subject -> Text,
        times -> BigInt,
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
    catalogue_torrents (identifier, film_id) {
        identifier -> Binary,
        film_id -> BigInt,
    }
}

diesel::table! {
    day_counts (kind, day) {
        kind -> Text,
        day -> BigInt,
        rows -> BigInt,
    }
}

diesel::table! {
    discovered_clients (hash) {
        hash -> BigInt,
        client_name -> Text,
        peer_id -> Text,
        found_at -> BigInt,
        last_seen -> BigInt,
    }
}

diesel::table! {
    erasures (id) {
        id -> BigInt,
        erased -> BigInt,
    }
}

diesel::table! {
    evidence (address, kind, application_id, torrent_id, day) {
        day -> BigInt,
        address -> Binary,
        kind -> BigInt,
        application_id -> BigInt,
        torrent_id -> BigInt,
        net -> BigInt,
        size -> BigInt,
        first_seen -> BigInt,
        last_seen -> BigInt,
    }
}

diesel::table! {
    heartbeats (address, application_id) {
        address -> Binary,
        network -> Binary,
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
    list_alerts (network, reason) {
        network -> Text,
        reason -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    list_entries (network) {
        network -> Text,
        reason -> Text,
        accusers -> BigInt,
        torrents -> BigInt,
        net -> BigInt,
        first_seen -> BigInt,
        last_seen -> BigInt,
        until -> BigInt,
    }
}

diesel::table! {
    list_runs (id) {
        id -> BigInt,
        began -> BigInt,
        retracted -> Nullable<BigInt>,
    }
}

diesel::table! {
    login_states (state) {
        state -> Binary,
        browser -> Binary,
        verifier -> Text,
        expires -> BigInt,
    }
}

diesel::table! {
    manual_rules (id) {
        id -> BigInt,
        kind -> Text,
        content -> Text,
        created -> BigInt,
        until -> BigInt,
    }
}

diesel::table! {
    owners (id) {
        id -> BigInt,
        name -> Text,
        created -> BigInt,
        banned -> Nullable<BigInt>,
        vouched -> Nullable<BigInt>,
        github_id -> Nullable<BigInt>,
        nickname -> Text,
        avatar -> Text,
        email -> Nullable<Text>,
        last_seen -> Nullable<BigInt>,
        permissions -> Text,
        network -> Nullable<Binary>,
        corroborated_day -> Nullable<BigInt>,
    }
}

diesel::table! {
    published_lists (name, made) {
        name -> Text,
        made -> BigInt,
        version -> Text,
        body -> Text,
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
    sessions (token) {
        token -> Binary,
        owner_id -> BigInt,
        created -> BigInt,
        expires -> BigInt,
    }
}

diesel::table! {
    snapshot_reports (day, application_id, report) {
        day -> BigInt,
        application_id -> BigInt,
        report -> BigInt,
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
        used_day -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    accusations,
    accused,
    accused_runs,
    active_days,
    analyses,
    applications,
    audit,
    bans,
    catalogue_torrents,
    day_counts,
    discovered_clients,
    erasures,
    evidence,
    heartbeats,
    histories,
    list_alerts,
    list_entries,
    list_runs,
    login_states,
    manual_rules,
    owners,
    published_lists,
    seen_reports,
    sessions,
    snapshot_reports,
    snapshots,
    swarms,
    torrents,
);
