//! What peers may ask.

use super::scope::Scope;

/// An endpoint of the Peer API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// Which hashes a debrid service holds.
    DebridCheck,
    /// Torrents of the private base by their hashes.
    PrivateItems,
    /// Torrents of the private base by title or id.
    PrivateSearch,
    /// The private base page by page.
    PrivateExport,
    /// Torrents of the public base by title or id.
    PublicSearch,
    /// Titles of IMDb.
    ImdbLookup,
    /// [`Self::DebridCheck`], where release 3 has it.
    CheckOfRelease3,
    /// [`Self::PrivateItems`], where release 3 has it and as it answers it.
    ItemsOfRelease3,
}

impl Endpoint {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::DebridCheck,
        Self::PrivateItems,
        Self::PrivateSearch,
        Self::PrivateExport,
        Self::PublicSearch,
        Self::ImdbLookup,
        Self::CheckOfRelease3,
        Self::ItemsOfRelease3,
    ];

    /// Returns its path.
    pub const fn path(self) -> &'static str {
        match self {
            Self::DebridCheck => "/api/peer/debrid/check",
            Self::PrivateItems => "/api/peer/private/items",
            Self::PrivateSearch => "/api/peer/private/search",
            Self::PrivateExport => "/api/peer/private/export",
            Self::PublicSearch => "/api/peer/public/search",
            Self::ImdbLookup => "/api/peer/imdb/lookup",
            Self::CheckOfRelease3 => "/api/peer/check",
            Self::ItemsOfRelease3 => "/api/peer/items",
        }
    }

    /// Returns what a key needs to be asked with.
    pub fn scope(self) -> Scope {
        match self {
            Self::DebridCheck | Self::CheckOfRelease3 => Scope::Debrid,
            Self::PrivateItems | Self::PrivateSearch | Self::PrivateExport | Self::ItemsOfRelease3 => Scope::Private,
            Self::PublicSearch => Scope::Public,
            Self::ImdbLookup => Scope::Imdb,
        }
    }
}
