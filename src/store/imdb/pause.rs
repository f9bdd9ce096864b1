//! Pauses between transactions that follow each other at once.

use std::thread;
use std::time::Duration;

use crate::store::{DatabaseUrl, Store};

/// How long SQLite's other writers get: they look only several times a second whether it is their turn.
const PAUSE: Duration = Duration::from_millis(25);

/// Lets other writers in.
pub(super) fn pause(store: &Store) {
    if matches!(store.pool.url(), DatabaseUrl::Sqlite(_)) {
        thread::sleep(PAUSE);
    }
}
