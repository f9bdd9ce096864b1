//! The hall, which all doors share, and the doors: HTTP in, answers out.

pub mod auth;
mod bearer;
mod body;
mod caching;
mod client;
pub mod connection;
mod files;
pub mod films_api;
mod forwarded;
mod json;
mod middleware;
pub mod pool;
pub mod registry;
pub mod route;
mod routes;
mod server;

pub use routes::{Doors, Listener, table};
pub use server::{Hall, Listening, Options, Server, ServerError};
