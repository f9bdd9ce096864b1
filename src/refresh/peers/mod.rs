//! Reading what peers export: passes, and the threads that begin them on schedule.

mod agenda;
mod begin;
mod connect;
mod fault;
mod fetch;
mod node;
mod pass;
mod report;
mod timer;
mod worker;

pub use agenda::PeerStanding;
pub use begin::{refuse, take};
pub use connect::{PeerAccess, connect};
pub use fault::PassFault;
pub use node::NodeName;
pub use pass::{PassLimits, PeerSync};
pub use report::PassReport;
pub use timer::{PassTimer, RealTimer};
pub use worker::{PeerWorker, PeerWorkerOptions};
