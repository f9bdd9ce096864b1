//! What clients report: a list of records in a body of JSON, read record by record.
//!
//! A record that cannot be taken is left out and counted by its reason: clients repeat a refused body for ever, so that one
//! bad record would cost all the others of its page.

mod ban;
mod body;
mod history;
mod members;
mod peer;
mod refusals;
mod swarm;
mod texts;
mod window;

pub use ban::{Ban, BanKey, read_bans};
pub use body::{MAX_RECORDS, ReportFault, TakenReport};
pub use history::{PeerHistory, read_histories};
pub use peer::{ReportedPeer, read_snapshot};
pub use refusals::{RecordFault, Refusals};
pub use swarm::{SwarmPeer, read_swarm};
