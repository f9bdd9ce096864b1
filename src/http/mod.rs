//! The doors: HTTP in, answers out.

pub mod error;
mod extract;
pub mod films_api;
mod middleware;
mod reply;
pub mod routes;
mod server;
pub mod state;

pub use server::{Listening, ServerError, serve};
