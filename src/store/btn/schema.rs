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
    heartbeats (address, application_id) {
        address -> Binary,
        application_id -> BigInt,
        first_seen -> BigInt,
        last_seen -> BigInt,
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
    torrents (id) {
        id -> BigInt,
        identifier -> Binary,
        size -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    applications,
    heartbeats,
    owners,
    seen_reports,
    torrents,
);
