//! What answers are made from.

use std::fmt;

use thiserror::Error;

use crate::catalog::InfoHash;

use super::answer::{ExportPage, ImdbTitle, PublicHit};
use super::request::{ExportQuestion, PrivateQuestion, PublicQuestion, TitleQuestion};
use super::results::{Found, ReadyTorrent};
use super::viewpoint::PeerViewpoint;

/// Why a base tells nothing at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BaseAway {
    /// The program has begun a moment ago, and has not read it yet.
    #[error("the base is not read yet")]
    Unread,
    /// It cannot be read.
    #[error("the base cannot be read")]
    Unreadable,
}

/// The bases that peers may ask: the private one, which is our own catalogue as far as the viewpoint sees it; the public
/// one, which other peers told us; titles of IMDb.
///
/// Whoever calls these is prepared to wait.
pub trait PeerBases: fmt::Debug + Send + Sync {
    /// Fills a page with the torrents after a cursor, in the order of their hashes; returns the last hash on the page if
    /// more torrents match. Read one more than fits to know.
    ///
    /// # Errors
    /// [`BaseAway`]
    fn export(
        &self,
        viewpoint: &PeerViewpoint,
        asked: &ExportQuestion,
        page: &mut ExportPage,
    ) -> Result<Option<InfoHash>, BaseAway>;

    /// Returns those of the torrents that are known, in the order of their hashes.
    ///
    /// # Errors
    /// [`BaseAway`]
    fn items(&self, viewpoint: &PeerViewpoint, hashes: &[InfoHash]) -> Result<Vec<ReadyTorrent>, BaseAway>;

    /// Searches the private base: the latest first, those of one second in the order of their hashes.
    ///
    /// # Errors
    /// [`BaseAway`]
    fn private_search(
        &self,
        viewpoint: &PeerViewpoint,
        asked: &PrivateQuestion,
    ) -> Result<Found<ReadyTorrent>, BaseAway>;

    /// Searches the public base: the most relevant first; by the id alone, in the order of titles, then hashes.
    ///
    /// # Errors
    /// [`BaseAway`]
    fn public_search(&self, asked: &PublicQuestion) -> Result<Found<PublicHit>, BaseAway>;

    /// Finds titles of IMDb: those with the most votes first, those without votes last, then in the order of their ids.
    ///
    /// # Errors
    /// [`BaseAway`]
    fn imdb_lookup(&self, asked: &TitleQuestion) -> Result<Vec<ImdbTitle>, BaseAway>;
}
