//! The private base: torrents that items carry, and which of them a viewpoint is shown.

mod base;
mod page;
mod search;
mod view;

pub use base::TorrentBase;
pub use page::TorrentPage;
pub use search::{TorrentMatches, TorrentQuery};
pub use view::{ShownTorrent, TorrentView};
