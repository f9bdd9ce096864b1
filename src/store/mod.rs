//! The store: the catalogue in its database, SQLite or PostgreSQL. The only room that knows SQL.
//!
//! Readers follow the catalogue by its [`Generation`]: [`Store::generation`] is one cheap question, and
//! [`Store::load`] gives what changed since. Writers work in [`Store::edit`], one transaction, one at a time.

mod advice;
mod anonymous;
mod asker;
mod btn;
mod carriers;
mod catch_up;
mod conn;
mod dialect;
mod edit;
mod endings;
mod error;
mod files;
mod films;
mod generation;
mod handle;
mod imdb;
mod links;
mod load;
mod magnets;
mod migrate;
mod oblivion;
mod peer_keys;
mod peers;
mod places;
mod pool;
mod pulse;
mod read;
mod read_only;
mod repeats;
mod rows;
#[rustfmt::skip]
mod schema;
mod series;
mod signs;
mod tags;
mod timeouts;
mod torrent_document;
mod torrents;
mod upserts;
mod viewers;
mod views;

pub use crate::config::DatabaseUrl;

pub use self::anonymous::{AnonymousRecord, Issuing, Renewal};
pub use self::asker::Asker;
pub use self::btn::{
    Actor, AlertRecord, AnalysisTurn, ApplicationRecord, AuditRecord, BegunLogin, BtnStore, FilmSwarm, FoundBan,
    FoundClient, FoundPage, FoundReport, GITHUB_NAME, GithubPerson, IncomingReport, KNOWN_DAYS, KnownAddress,
    KnownRecord, LEAST_PEERS, LOGIN_SECONDS, ListEntryRecord, ListRecord, MAX_APPLICATIONS, MOST_LOOKED_AT, NotAdded,
    NotedDeed, OwnerRecord, Person, PersonRow, Publication, QUERY_DAYS, ReportContent, ReportTorrent, SESSION_SECONDS,
    TakenIn, WorthWeighing,
};
pub use self::carriers::LoadedCarriers;
pub use self::edit::Edit;
pub use self::error::{Blame, StoreError};
pub use self::generation::Generation;
pub use self::handle::Store;
pub use self::imdb::{ImdbEdit, ImdbRecord};
pub use self::load::{Loaded, SharedSink, Sink};
pub use self::peer_keys::PeerKeyRecord;
pub use self::peers::{
    LEASE_SECONDS, LeaseClaim, LeasedPeer, MissedTorrents, NewPeer, PassOutcome, PassRun, PeerHealth, PeerHolder,
    PeerLease, PeerPage, PeerRecord, PublicRecord, StoredPage,
};
pub use self::viewers::{Forgotten, TokenRecord, ViewerGeneration, ViewerRecord};
pub use self::views::{PastView, ViewTotals, ViewsImport};
