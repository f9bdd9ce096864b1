//! Reading what peers export: passes, and the threads that begin them on schedule.

mod agenda;
mod begin;
mod board;
mod connect;
mod fault;
mod fetch;
mod node;
mod pass;
mod readings;
mod report;
mod timer;
mod worker;

pub use agenda::PeerStanding;
pub use begin::{refuse, take};
pub use board::PeerBoard;
pub use connect::{PeerAccess, connect};
pub use fault::PassFault;
pub use node::NodeName;
pub use pass::{PassLimits, PeerSync};
pub use readings::PassReadings;
pub use report::PassReport;
pub use timer::{PassTimer, RealTimer};
pub use worker::{PeerWorker, PeerWorkerOptions};
