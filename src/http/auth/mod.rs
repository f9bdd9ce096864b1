//! Tokens, the door at which boxes get access to what is theirs: OAuth 2 (RFC 6749) with a grant of the family's own.
//!
//! It may see the applications, who watches, and the issuer of tokens; never the store, nor what is served.

mod account;
mod client;
mod fault;
mod form;
mod routes;
mod state;
mod token;

pub use routes::ROUTES;
pub(super) use routes::open;
pub use state::AuthService;
