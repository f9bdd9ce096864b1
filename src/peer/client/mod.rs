//! Asking peers: one request at a time, to an address that was checked, of which nothing is believed unchecked.

mod address;
mod base_url;
mod envelope;
mod exchange;
mod export;
mod fault;
mod item;
mod items;
mod page;
mod parsed;
mod peer_client;
mod resolver;
mod transport;
mod trust;

pub use base_url::{PeerUrl, UrlRefusal};
pub use export::{ExportAnswer, PageQuestion};
pub use fault::ClientFault;
pub use item::ExportItem;
pub use items::{PeerRelease, TorrentsByHash};
pub use peer_client::{ClientOptions, PeerClient};
pub use transport::settings_agent;
pub use trust::{Trust, TrustFault};
