//! Peers whom we ask, and the public base: what they told.
//!
//! Whoever works on a peer holds its [`PeerLease`]; a page is one transaction with the place where the next one begins. What
//! peers tell never touches the torrents of our own films.

mod departures;
mod generation;
mod leases;
mod pages;
mod passes;
mod public;
mod record;
mod refused;
mod register;
mod rows;
mod writes;

pub use departures::MissedTorrents;
pub use leases::{LEASE_SECONDS, LeaseClaim, LeasedPeer, PeerLease};
pub use pages::{PeerPage, StoredPage};
pub use passes::{PassOutcome, PassRun};
pub use public::PublicRecord;
pub use record::{PeerHealth, PeerHolder, PeerRecord};
pub use register::NewPeer;
