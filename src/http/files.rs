//! Open files: each connection takes one.

use rustix::process::{Resource, getrlimit, setrlimit};

use crate::number::to_nearest_index;

/// Files for everything but connections: the database with its journals, listeners, logs, what is imported.
const RESERVED: u64 = 64;

/// Raises the limit of open files as far as the machine lets it, and returns how many connections that leaves.
pub(super) fn left_for_connections() -> usize {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        limit.current = limit.maximum;
        if let Err(fault) = setrlimit(Resource::Nofile, limit) {
            log::warn!("cannot raise the limit of open files: {fault}");
            limit = getrlimit(Resource::Nofile);
        }
    }
    match limit.current {
        Some(files) => to_nearest_index(files.saturating_sub(RESERVED)).max(1),
        None => usize::MAX,
    }
}
