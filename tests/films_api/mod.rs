//! The Films API over HTTP: one file a route.

mod list;
