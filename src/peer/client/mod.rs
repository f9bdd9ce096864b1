//! Asking peers: one request at a time, to an address that was checked, of which nothing is believed unchecked.

mod address;
mod base_url;
mod envelope;
mod exchange;
mod export;
mod fault;
mod item;
mod page;
mod parsed;
mod resolver;
mod transport;
mod trust;

pub use base_url::{PeerUrl, UrlRefusal};
pub use export::{ClientOptions, ExportAnswer, PageQuestion, PeerClient};
pub use fault::ClientFault;
pub use item::ExportItem;
pub use trust::{Trust, TrustFault};
