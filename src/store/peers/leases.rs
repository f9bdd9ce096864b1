//! Leases: at most one program works on a peer, whatever node it runs on, and the end of a program ends its lease.

use diesel::prelude::*;

use crate::catalog::Moment;
use crate::peer::PeerId;
use crate::store::conn::AnyConnection;
use crate::store::schema::peers;
use crate::store::{Store, StoreError, dialect};

use super::record::PeerRecord;
use super::register::{at_peers, read};

/// For how many seconds a lease holds unless it is renewed: longer than the clocks of nodes differ and a page takes, and
/// short enough that a pass goes on soon after a crash.
pub const LEASE_SECONDS: i64 = 180;

/// The right to work on a peer. It is checked in every transaction that writes what the peer told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerLease {
    peer: PeerId,
    node: String,
}

/// A peer, and the right to work on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeasedPeer {
    /// The right.
    pub lease: PeerLease,
    /// The peer as it was when the lease was taken.
    pub record: PeerRecord,
}

/// On what terms a lease is taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct LeaseClaim<'a> {
    /// The name of the node that takes it.
    pub node: &'a str,
    /// The name of a node that is known to have ended, whose lease holds no longer.
    pub gone: Option<&'a str>,
    /// Whether the peer must have been asked last at this moment, or never: otherwise another node was faster.
    pub tried: Option<Option<Moment>>,
}

impl LeaseClaim<'_> {
    fn may_take(&self, record: &PeerRecord, now: Moment) -> bool {
        let is_free = record.holder.as_ref().is_none_or(|holder| {
            // A lease that ends later than one can was taken by a clock that was wrong.
            let holds = now < holder.until && holder.until.0.saturating_sub(now.0) <= LEASE_SECONDS;
            !holds || self.gone == Some(holder.node.as_str())
        });
        is_free && self.tried.is_none_or(|tried| tried == record.health.tried)
    }
}

impl PeerLease {
    /// Returns on which peer it lets work.
    pub fn peer(&self) -> PeerId {
        self.peer
    }

    /// Returns the key of the peer's row.
    pub(super) fn id(&self) -> i64 {
        self.peer.get().cast_signed()
    }

    /// Returns the name of the node that has it.
    pub(super) fn node(&self) -> &str {
        &self.node
    }
}

impl Store {
    /// Takes the lease of a peer, and notes that the peer is asked. `None`: it cannot be had on these terms, or there is no
    /// such peer.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn take_peer_lease(
        &self,
        peer: PeerId,
        claim: &LeaseClaim<'_>,
        now: Moment,
    ) -> Result<Option<LeasedPeer>, StoreError> {
        self.write(|conn| {
            dialect::lock_peer(conn, peer).map_err(at_peers)?;
            let Some(record) = read(conn, peer)?.filter(|record| claim.may_take(record, now)) else { return Ok(None) };
            let lease = PeerLease { peer, node: claim.node.to_owned() };
            let until = now.0.saturating_add(LEASE_SECONDS);
            diesel::update(peers::table.find(lease.id()))
                .set((peers::lease_node.eq(claim.node), peers::lease_until.eq(until), peers::tried.eq(now.0)))
                .execute(conn)
                .map_err(at_peers)?;
            Ok(Some(LeasedPeer { lease, record }))
        })
    }

    /// Renews a lease; tells whether it still held.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn renew_peer_lease(&self, lease: &PeerLease, now: Moment) -> Result<bool, StoreError> {
        self.write(|conn| renew(conn, lease, now))
    }

    /// Gives a lease up; nothing happens where it is another's by now.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn end_peer_lease(&self, lease: &PeerLease) -> Result<(), StoreError> {
        self.write(|conn| {
            let its = diesel::update(peers::table.find(lease.id())).filter(peers::lease_node.eq(lease.node()));
            let none = (peers::lease_node.eq(None::<String>), peers::lease_until.eq(None::<i64>));
            its.set(none).execute(conn).map(drop).map_err(at_peers)
        })
    }
}

/// Renews a lease; tells whether it still held.
pub(super) fn renew(conn: &mut AnyConnection, lease: &PeerLease, now: Moment) -> Result<bool, StoreError> {
    let its = diesel::update(peers::table.find(lease.id())).filter(peers::lease_node.eq(lease.node()));
    let renewed = its.set(peers::lease_until.eq(now.0.saturating_add(LEASE_SECONDS))).execute(conn);
    renewed.map(|renewed| renewed > 0).map_err(at_peers)
}
