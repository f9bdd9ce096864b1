//! The Registry, the door that boxes come to first: where they are, and where their services are, in JSON.
//!
//! It may see what the settings say, and the client's address; nothing else.

mod contractors;
mod fault;
mod routes;
mod state;
mod whereami;

pub use routes::ROUTES;
pub(super) use routes::open;
pub use state::RegistryService;
