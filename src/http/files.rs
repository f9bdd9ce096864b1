//! Open files: each connection takes one.

use rustix::process::{Resource, getrlimit, setrlimit};

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
    limit
        .current
        .map_or(usize::MAX, |files| usize::try_from(files.saturating_sub(RESERVED)).unwrap_or(usize::MAX))
        .max(1)
}
