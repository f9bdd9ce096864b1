//! The hall, which all doors share, and the doors: HTTP in, answers out.

mod aside;
pub mod auth;
mod bearer;
mod body;
pub mod btn_api;
pub mod btn_users;
mod caching;
mod client;
pub mod connection;
mod files;
pub mod films_api;
mod forwarded;
mod json;
mod middleware;
pub mod ops;
mod parameter;
pub mod peer_api;
pub mod pool;
pub mod registry;
pub mod route;
mod routes;
mod server;
mod stopping;
mod traffic;

pub use aside::{Aside, Turn};
pub use routes::{Doors, Listener, table, traffic};
pub use server::{Hall, Listening, Options, Server, ServerError, Signalled, TakenPort};
pub use stopping::Stopping;
pub use traffic::{Traffic, TrafficReadings};
