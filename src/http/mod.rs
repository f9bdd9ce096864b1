//! The doors: HTTP in, answers out.

pub mod connection;
pub mod error;
mod extract;
mod files;
pub mod films_api;
mod middleware;
mod reply;
pub mod routes;
mod server;
pub mod state;

pub use server::{Listening, Options, Server, ServerError};
