//! The one integration-test program: a room's tests stand in the folder of its name, a route's in the file of its name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::print_stderr,
    clippy::too_many_lines,
    missing_docs,
    unreachable_pub,
    reason = "tests fail by panicking, say in words what they skip, and document themselves by their names"
)]

mod answer_cache;
mod auth;
mod btn;
mod btn_api;
mod btn_users;
mod cli;
mod config;
mod dependencies;
mod deploy;
mod documents;
mod exchange;
mod faults;
mod films_api;
mod layering;
mod matching;
mod migrations;
mod ops;
mod peer;
mod peer_api;
mod query;
mod refresh;
mod registry;
mod releases;
mod schema;
mod store;
mod support;
mod viewers;
