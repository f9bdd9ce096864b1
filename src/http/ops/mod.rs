//! Operations, the door of monitoring and of load balancers: health, readiness and metrics, for whoever reaches its
//! listener.
//!
//! It may see how everything fares: what is served, the notes of refreshing, the queue of views, counts of the hall. It
//! asks the database nothing and tells nothing of viewers.

mod error;
mod health;
mod metrics;
mod readings;
mod routes;
mod state;

pub use metrics::all as metrics;
pub use routes::ROUTES;
pub(super) use routes::{open, refused};
pub use state::{DownloaderCounts, Ops, Serving};
