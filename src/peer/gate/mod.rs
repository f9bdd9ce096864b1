//! Who may ask: the order of checks between a request and its answer, as a function of the request, the moment and the
//! keys.

mod gatekeeper;
mod headers;
mod identify;
mod refusal;
mod request;
mod sightings;
mod usage;

pub use gatekeeper::{Gatekeeper, KeyUsage, LetIn};
pub use headers::{GivenHeader, GivenHeaders};
pub use refusal::{GateRefusal, RefusalKind};
pub use request::PeerRequest;
