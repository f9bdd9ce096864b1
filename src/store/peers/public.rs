//! Reading the public base: what is searched, and what is answered.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::catalog::{ImdbId, InfoHash};
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::RowName;
use crate::store::schema::{peers, public_sources, public_torrents};
use crate::store::{Store, StoreError, pulse};

/// How many titles are read between two signs of life.
const TITLES: i64 = 20_000;
/// How many torrents are in memory at a time where all are read.
const PAGE: i64 = 2_000;

/// A torrent of the public base, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicRecord {
    /// What it is known by.
    pub hash: InfoHash,
    /// The name of the release.
    pub title: String,
    /// Bytes; 0: unknown.
    pub size: u64,
    /// `movie` or `series`.
    pub kind: Option<String>,
    /// The id at IMDb.
    pub imdb_id: Option<String>,
    /// The id at The Movie Database.
    pub tmdb_id: Option<u64>,
    /// What was read from the name: an object of JSON.
    pub parsed: Option<String>,
    /// The peer that told it first.
    pub peer: Option<String>,
}

/// Columns of `public_torrents`, without the times.
type PublicColumns = (Vec<u8>, String, i64, Option<String>, Option<String>, Option<i64>, Option<String>);

impl Store {
    /// Reads hash and title of every torrent of the public base, by hash, and hands them out.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]; `each` may have been handed something by then.
    pub fn public_titles(&self, each: &mut dyn FnMut(InfoHash, &str)) -> Result<(), StoreError> {
        let mut conn = self.connection()?;
        let mut after: Vec<u8> = Vec::new();
        loop {
            let batch = titles_after(&mut conn, &after)?;
            let Some((last, _)) = batch.last() else { return Ok(()) };
            after.clone_from(last);
            for (hash, title) in &batch {
                each(hash_of(hash)?, title);
            }
            pulse::beat();
        }
    }

    /// Reads all torrents of the public base, by hash, and hands them out page by page; a page is in memory at a time. What
    /// peers tell meanwhile may be among them or not.
    ///
    /// # Errors
    /// [`StoreError::BadRow`] above all, and what `each` gives; it may have been handed something by then.
    pub fn public_torrents<E: From<StoreError>>(
        &self,
        each: &mut dyn FnMut(Vec<PublicRecord>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after: Vec<u8> = Vec::new();
        loop {
            let page = self.kept(|conn| {
                let its = public_torrents::table.filter(public_torrents::info_hash.gt(&after));
                on_backend!(conn, c => its.select(COLUMNS).order(public_torrents::info_hash).limit(PAGE).load(c))
            })?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.hash.as_bytes().to_vec();
            each(page)?;
            pulse::beat();
        }
    }

    /// Reads torrents of the public base, by hash; those that are not there are passed over.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn kept_torrents(&self, hashes: &[InfoHash]) -> Result<Vec<PublicRecord>, StoreError> {
        let hashes: Vec<&[u8]> = hashes.iter().map(|hash| hash.as_bytes().as_slice()).collect();
        self.kept(|conn| {
            let its = public_torrents::table.filter(public_torrents::info_hash.eq_any(hashes));
            on_backend!(conn, c => its.select(COLUMNS).order(public_torrents::info_hash).load(c))
        })
    }

    /// Reads the torrents of the public base that peers gave this id, by hash.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn kept_torrents_of(&self, imdb_id: &ImdbId) -> Result<Vec<PublicRecord>, StoreError> {
        self.kept(|conn| {
            let its = public_torrents::table.filter(public_torrents::imdb_id.eq(imdb_id.as_str()));
            on_backend!(conn, c => its.select(COLUMNS).order(public_torrents::info_hash).load(c))
        })
    }

    fn kept(
        &self,
        load: impl FnOnce(&mut AnyConnection) -> QueryResult<Vec<PublicColumns>>,
    ) -> Result<Vec<PublicRecord>, StoreError> {
        let mut conn = self.connection()?;
        let rows = load(&mut conn).map_err(at_public)?;
        let mut peers = first_sources(&mut conn, rows.iter().map(|row| row.0.as_slice()).collect())?;
        let kept = |(hash, title, size, kind, imdb_id, tmdb_id, parsed): PublicColumns| {
            let row = RowName { table: "public_torrents", id: 0 };
            Ok(PublicRecord {
                hash: hash_of(&hash)?,
                title,
                size: row.need("size", u64::try_from(size).ok())?,
                kind,
                imdb_id,
                tmdb_id: row.maybe("tmdb_id", tmdb_id, |raw| u64::try_from(raw).ok())?,
                parsed,
                peer: peers.remove(&hash),
            })
        };
        rows.into_iter().map(kept).collect()
    }
}

const COLUMNS: (
    public_torrents::info_hash,
    public_torrents::title,
    public_torrents::size,
    public_torrents::kind,
    public_torrents::imdb_id,
    public_torrents::tmdb_id,
    public_torrents::parsed,
) = (
    public_torrents::info_hash,
    public_torrents::title,
    public_torrents::size,
    public_torrents::kind,
    public_torrents::imdb_id,
    public_torrents::tmdb_id,
    public_torrents::parsed,
);

fn titles_after(conn: &mut AnyConnection, after: &[u8]) -> Result<Vec<(Vec<u8>, String)>, StoreError> {
    let its = public_torrents::table.filter(public_torrents::info_hash.gt(after)).order(public_torrents::info_hash);
    let columns = (public_torrents::info_hash, public_torrents::title);
    on_backend!(conn, c => its.select(columns).limit(TITLES).load(c)).map_err(at_public)
}

/// Returns the name of the peer that told each hash first.
fn first_sources(conn: &mut AnyConnection, hashes: Vec<&[u8]>) -> Result<BTreeMap<Vec<u8>, String>, StoreError> {
    let its = public_sources::table
        .inner_join(peers::table.on(peers::id.eq(public_sources::peer_id)))
        .filter(public_sources::info_hash.eq_any(hashes));
    let columns = (public_sources::info_hash, public_sources::first_seen, peers::name);
    let mut rows: Vec<(Vec<u8>, i64, String)> =
        on_backend!(conn, c => its.select(columns).load(c)).map_err(|error| StoreError::at("public_sources", error))?;
    // Sorted here: databases differ in how they sort names. The last one of a hash stays in the map: the first that told it.
    rows.sort_unstable_by(|a, b| b.cmp(a));
    Ok(rows.into_iter().map(|(hash, _, name)| (hash, name)).collect())
}

fn hash_of(raw: &[u8]) -> Result<InfoHash, StoreError> {
    RowName { table: "public_torrents", id: 0 }.need("info_hash", InfoHash::from_bytes(raw))
}

fn at_public(error: diesel::result::Error) -> StoreError {
    StoreError::at("public_torrents", error)
}
