//! The one integration-test program: a room's tests stand in the folder of its name, a route's in the file of its name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::print_stderr,
    reason = "tests fail by panicking, and say in words what they skip"
)]

mod query;
mod support;
