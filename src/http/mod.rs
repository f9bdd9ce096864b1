//! The hall, which all doors share, and the doors: HTTP in, answers out.

mod body;
mod caching;
mod client;
pub mod connection;
mod files;
pub mod films_api;
mod forwarded;
mod middleware;
pub mod pool;
pub mod route;
mod routes;
mod server;

pub use routes::{Doors, Listener, table};
pub use server::{Hall, Listening, Options, Server, ServerError};
