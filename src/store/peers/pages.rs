//! Pages of what a peer exports, each stored in one transaction with the place where the next one begins.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::catalog::{InfoHash, Moment};
use crate::peer::ToldTorrent;
use crate::peer::sync::PeerProgress;
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::{MAX_PARAMETERS, RowName};
use crate::store::schema::{peers, public_sources};
use crate::store::{Store, StoreError, dialect};

use super::generation::count_public_change;
use super::leases::{LEASE_SECONDS, PeerLease};
use super::register::{at_peers, at_sources};
use super::rows::ProgressRow;
use super::writes::{self, Telling};

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
    pub torrents: Vec<ToldTorrent>,
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
            let mut torrents: Vec<&ToldTorrent> = page.torrents.iter().collect();
            torrents.sort_unstable_by_key(|torrent| torrent.hash);
            torrents.dedup_by_key(|torrent| torrent.hash);
            let told = told_before(conn, lease, &torrents)?;
            let (again, mut new): (Vec<&ToldTorrent>, _) =
                torrents.into_iter().partition(|torrent| told.contains(&torrent.hash));
            let over = new.len().saturating_sub(page.room);
            new.truncate(page.room);
            let telling = Telling { peer: lease.id(), mark: page.mark.cast_signed(), now };
            if !again.is_empty() {
                writes::seen_again(conn, &again, telling)?;
            }
            if !new.is_empty() {
                writes::torrents(conn, &new, now)?;
                writes::sources(conn, &new, telling)?;
                count_public_change(conn)?;
            }
            Ok(Some(StoredPage { imported: new.len(), over }))
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

/// Returns those of the torrents that the peer had told of before.
fn told_before(
    conn: &mut AnyConnection,
    lease: &PeerLease,
    torrents: &[&ToldTorrent],
) -> Result<HashSet<InfoHash>, StoreError> {
    let mut told = HashSet::new();
    for chunk in torrents.chunks(MAX_PARAMETERS / 2) {
        let found: Vec<Vec<u8>> = on_backend!(conn, c => public_sources::table
            .filter(public_sources::peer_id.eq(lease.id()))
            .filter(public_sources::info_hash.eq_any(writes::hashes(chunk)))
            .select(public_sources::info_hash)
            .load(c))
        .map_err(at_sources)?;
        let row = RowName { table: "public_sources", id: lease.id() };
        for hash in found {
            told.insert(row.need("info_hash", InfoHash::from_bytes(&hash))?);
        }
    }
    Ok(told)
}
