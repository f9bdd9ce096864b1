//! Pages of what a peer exports, each stored in one transaction with the place where the next one begins.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::catalog::{InfoHash, Moment};
use crate::peer::PublicTorrent;
use crate::peer::sync::PeerProgress;
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::MAX_PARAMETERS;
use crate::store::schema::{peers, public_sources, public_torrents};
use crate::store::{Store, StoreError, dialect};

use super::generation::count_public_change;
use super::leases::{LEASE_SECONDS, PeerLease};
use super::register::{at_peers, at_sources};
use super::rows::{ProgressRow, SOURCE_COLUMNS, SourceRow, TORRENT_COLUMNS, TorrentRow};

/// A page of what a peer exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerPage {
    /// How far the peer has been read with it.
    pub progress: PeerProgress,
    /// What rows are marked with: see [`PassState::mark`].
    ///
    /// [`PassState::mark`]: crate::peer::sync::PassState::mark
    pub mark: u64,
    /// The torrents.
    pub torrents: Vec<PublicTorrent>,
    /// How many torrents that the peer had not told of before may be taken.
    pub room: usize,
}

/// What became of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredPage {
    /// Torrents that this peer had not told of before.
    pub imported: usize,
    /// Torrents left out because the peer would have had more than it may.
    pub over: usize,
}

impl Store {
    /// Stores a page: torrents that are new, that this peer tells of each of them, and how far the peer has been read, in
    /// one transaction. A torrent that is there already keeps its content. `None`: the lease holds no longer, and nothing
    /// is written.
    ///
    /// # Errors
    /// [`StoreError::Away`], [`StoreError::Busy`]: nothing is written.
    pub fn store_peer_page(
        &self,
        lease: &PeerLease,
        page: &PeerPage,
        now: Moment,
    ) -> Result<Option<StoredPage>, StoreError> {
        self.write(|conn| {
            dialect::lock_public_torrents(conn)?;
            if !go_on(conn, lease, &page.progress, now)? {
                return Ok(None);
            }
            // In the order of the key, in which the tables grow fastest.
            let mut torrents: Vec<&PublicTorrent> = page.torrents.iter().collect();
            torrents.sort_unstable_by_key(|torrent| torrent.hash);
            torrents.dedup_by_key(|torrent| torrent.hash);
            let over = leave_out(conn, lease, &mut torrents, page.room)?;
            let mark = page.mark.cast_signed();
            let imported = if torrents.is_empty() { 0 } else { put(conn, lease, (&torrents, mark), now)? };
            Ok(Some(StoredPage { imported, over }))
        })
    }
}

/// Notes how far the peer has been read, and renews the lease; tells whether it held.
pub(super) fn go_on(
    conn: &mut AnyConnection,
    lease: &PeerLease,
    progress: &PeerProgress,
    now: Moment,
) -> Result<bool, StoreError> {
    let its = diesel::update(peers::table.find(lease.id())).filter(peers::lease_node.eq(lease.node().to_owned()));
    let until = peers::lease_until.eq(now.0.saturating_add(LEASE_SECONDS));
    let noted = on_backend!(conn, c => its.set((ProgressRow::of(progress), until)).execute(c));
    noted.map(|noted| noted > 0).map_err(at_peers)
}

/// Leaves out torrents that the peer had not told of before, but for as many as there is room for; returns how many.
fn leave_out(
    conn: &mut AnyConnection,
    lease: &PeerLease,
    torrents: &mut Vec<&PublicTorrent>,
    room: usize,
) -> Result<usize, StoreError> {
    if torrents.len() <= room {
        return Ok(0);
    }
    let hashes: Vec<&[u8]> = torrents.iter().map(|torrent| torrent.hash.as_bytes().as_slice()).collect();
    let told: Vec<Vec<u8>> = on_backend!(conn, c => public_sources::table
        .filter(public_sources::peer_id.eq(lease.id()))
        .filter(public_sources::info_hash.eq_any(hashes))
        .select(public_sources::info_hash)
        .load(c))
    .map_err(at_sources)?;
    let told: HashSet<InfoHash> = told.iter().filter_map(|hash| InfoHash::from_bytes(hash)).collect();
    let (before, mut left) = (torrents.len(), room);
    torrents.retain(|torrent| {
        let stays = told.contains(&torrent.hash) || left > 0;
        left -= usize::from(stays && !told.contains(&torrent.hash));
        stays
    });
    Ok(before - torrents.len())
}

/// Writes torrents, and that the peer told of them; returns how many it had not told of before.
fn put(
    conn: &mut AnyConnection,
    lease: &PeerLease,
    (torrents, mark): (&[&PublicTorrent], i64),
    now: Moment,
) -> Result<usize, StoreError> {
    let rows: Vec<TorrentRow<'_>> = torrents.iter().map(|torrent| TorrentRow::of(torrent, now)).collect();
    for chunk in rows.chunks(MAX_PARAMETERS / TORRENT_COLUMNS) {
        on_backend!(conn, c => diesel::insert_into(public_torrents::table)
            .values(chunk)
            .on_conflict_do_nothing()
            .execute(c))
        .map_err(|error| StoreError::at("public_torrents", error))?;
    }
    let rows: Vec<SourceRow<'_>> = torrents
        .iter()
        .map(|torrent| SourceRow {
            peer_id: lease.id(),
            info_hash: torrent.hash.as_bytes(),
            first_seen: now.0,
            last_seen: now.0,
            full_pass: mark,
        })
        .collect();
    let mut imported = 0;
    for chunk in rows.chunks(MAX_PARAMETERS / SOURCE_COLUMNS) {
        imported += on_backend!(conn, c => diesel::insert_into(public_sources::table)
            .values(chunk)
            .on_conflict_do_nothing()
            .execute(c))
        .map_err(at_sources)?;
    }
    if imported < torrents.len() {
        see_again(conn, lease, (torrents, mark), now)?;
    }
    if imported > 0 {
        count_public_change(conn)?;
    }
    Ok(imported)
}

/// Notes of torrents that the peer told of them again.
fn see_again(
    conn: &mut AnyConnection,
    lease: &PeerLease,
    (torrents, mark): (&[&PublicTorrent], i64),
    now: Moment,
) -> Result<(), StoreError> {
    for chunk in torrents.chunks(MAX_PARAMETERS / 2) {
        let hashes: Vec<&[u8]> = chunk.iter().map(|torrent| torrent.hash.as_bytes().as_slice()).collect();
        let again = public_sources::table
            .filter(public_sources::peer_id.eq(lease.id()))
            .filter(public_sources::info_hash.eq_any(hashes))
            .filter(public_sources::last_seen.ne(now.0).or(public_sources::full_pass.ne(mark)));
        let seen = (public_sources::last_seen.eq(now.0), public_sources::full_pass.eq(mark));
        on_backend!(conn, c => diesel::update(again).set(seen).execute(c)).map_err(at_sources)?;
    }
    Ok(())
}
