//! The door of the people who take part in the BitTorrent Threat Network: they log in, manage their applications, and look at
//! what is reported.
//!
//! Ordinary people see networks instead of addresses, and no applications of others; who may see more is noted whenever they
//! do.

mod accounts;
mod applications;
mod clients;
mod cookies;
mod fault;
mod github;
mod input;
mod login;
mod reply;
mod reports;
mod routes;
mod session;
mod shown_report;
mod state;
mod torrent;

pub use github::GithubLogin;
pub use routes::ROUTES;
pub(super) use routes::open;
pub use state::{BegunLogins, BtnUsers};
