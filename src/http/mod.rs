//! The doors: HTTP in, answers out.

mod browser;
pub mod connection;
pub mod error;
mod extract;
mod files;
pub mod films_api;
mod front;
mod middleware;
pub mod pool;
mod reply;
pub mod routes;
mod server;
pub mod state;

pub use server::{Listening, Options, Server, ServerError};
