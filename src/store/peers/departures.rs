//! What a peer told, removed: all of it, or what it does not tell any more. In steps, so that other writers wait no longer
//! than for one.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::catalog::Moment;
use crate::peer::PeerId;
use crate::peer::sync::{PassState, PeerProgress};
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::schema::{peers, public_sources, public_torrents};
use crate::store::{Store, StoreError, dialect, pulse};

use super::generation::count_public_change;
use super::leases::{PeerLease, renew};
use super::register::{at_peers, at_sources, read};
use super::rows::ProgressRow;

/// The most rows that are removed in one transaction: other writers wait for it.
const REMOVED_AT_ONCE: i64 = 5_000;

/// Rows of a peer: those that full passes did not see lately, and all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissedTorrents {
    /// Those with a mark up to the one that was asked for.
    pub missed: u64,
    /// All of them.
    pub all: u64,
}

impl Store {
    /// Counts the torrents of a peer, and those among them that no full pass saw after that of this number.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn count_missed_torrents(&self, peer: PeerId, mark: u64) -> Result<MissedTorrents, StoreError> {
        let mut conn = self.connection()?;
        let its = public_sources::table.filter(public_sources::peer_id.eq(peer.get().cast_signed()));
        let missed = its.filter(public_sources::full_pass.le(mark.cast_signed()));
        let all: i64 = on_backend!(&mut *conn, c => its.count().get_result(c)).map_err(at_sources)?;
        pulse::beat();
        let missed: i64 = on_backend!(&mut *conn, c => missed.count().get_result(c)).map_err(at_sources)?;
        Ok(MissedTorrents { missed: missed.unsigned_abs(), all: all.unsigned_abs() })
    }

    /// Removes some of the torrents of a peer that no full pass saw after that of this number; a torrent that no other
    /// peer tells of leaves the public base. Renews the lease. Returns how many the peer is rid of, 0 once none are left.
    /// `None`: the lease holds no longer, and nothing is removed.
    ///
    /// # Errors
    /// [`StoreError::Away`], [`StoreError::Busy`]: nothing is removed.
    pub fn remove_missed_torrents(
        &self,
        lease: &PeerLease,
        mark: u64,
        now: Moment,
    ) -> Result<Option<usize>, StoreError> {
        self.write(|conn| {
            dialect::lock_public_torrents(conn)?;
            if !renew(conn, lease, now)? {
                return Ok(None);
            }
            remove(conn, lease.peer(), Some(mark)).map(Some)
        })
    }

    /// Removes some of the torrents of a peer, whoever works on it; a torrent that no other peer tells of leaves the public
    /// base. The next pass begins anew. Returns how many the peer is rid of, 0 once none are left.
    ///
    /// # Errors
    /// [`StoreError::Away`], [`StoreError::Busy`]: nothing is removed.
    pub fn purge_peer(&self, peer: PeerId) -> Result<usize, StoreError> {
        self.write(|conn| {
            dialect::lock_public_torrents(conn)?;
            let Some(record) = read(conn, peer)? else { return Ok(0) };
            let anew =
                PeerProgress { pass: PassState::default(), newest: None, seen: 0, dropped: 0, ..record.progress };
            let row = ProgressRow::of(&anew);
            let free = (peers::lease_node.eq(None::<String>), peers::lease_until.eq(None::<i64>));
            on_backend!(conn, c => diesel::update(peers::table.find(peer.get().cast_signed()))
                .set((row, free))
                .execute(c))
            .map_err(at_peers)?;
            remove(conn, peer, None)
        })
    }

    /// Takes a peer off the list, which must be [purged](Self::purge_peer); tells whether it was: if not, it stays.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn remove_peer(&self, peer: PeerId) -> Result<bool, StoreError> {
        self.write(|conn| {
            dialect::lock_public_torrents(conn)?;
            let told = public_sources::table.filter(public_sources::peer_id.eq(peers::id));
            let its = peers::table.filter(peers::id.eq(peer.get().cast_signed())).filter(not(exists(told)));
            diesel::delete(its).execute(conn).map(|removed| removed > 0).map_err(at_peers)
        })
    }
}

/// Removes some of the torrents of a peer, those with a mark up to this one or all.
fn remove(conn: &mut AnyConnection, peer: PeerId, mark: Option<u64>) -> Result<usize, StoreError> {
    let peer = peer.get().cast_signed();
    let its = public_sources::table
        .filter(public_sources::peer_id.eq(peer))
        .select(public_sources::info_hash)
        .order(public_sources::info_hash)
        .limit(REMOVED_AT_ONCE);
    let hashes: Vec<Vec<u8>> = match mark {
        Some(mark) => {
            let missed = its.filter(public_sources::full_pass.le(mark.cast_signed()));
            on_backend!(conn, c => missed.load(c))
        }
        None => on_backend!(conn, c => its.load(c)),
    }
    .map_err(at_sources)?;
    if hashes.is_empty() {
        return Ok(0);
    }
    let its = public_sources::table
        .filter(public_sources::peer_id.eq(peer))
        .filter(public_sources::info_hash.eq_any(&hashes));
    let removed = on_backend!(conn, c => diesel::delete(its).execute(c)).map_err(at_sources)?;
    let told = public_sources::table.filter(public_sources::info_hash.eq(public_torrents::info_hash));
    let orphans = public_torrents::table.filter(public_torrents::info_hash.eq_any(&hashes)).filter(not(exists(told)));
    on_backend!(conn, c => diesel::delete(orphans).execute(c))
        .map_err(|error| StoreError::at("public_torrents", error))?;
    count_public_change(conn)?;
    Ok(removed)
}
