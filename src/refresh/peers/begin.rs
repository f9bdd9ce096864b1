//! What comes before a pass: the lease of a peer.

use crate::catalog::Moment;
use crate::clock::Clock;
use crate::peer::PeerId;
use crate::store::{Asker, LeaseClaim, LeasedPeer, PassOutcome, Store, StoreError};

use super::fault::PassFault;
use super::node::NodeName;
use super::report::PassReport;

/// Takes the lease of a peer, also that of a program on this machine that has ended. `tried`: only if the peer was asked
/// last at this moment, or never. `None`: it cannot be had, or there is no such peer.
///
/// # Errors
/// [`StoreError::Away`] above all.
pub fn take(
    asker: &Asker,
    node: &NodeName,
    (peer, tried): (PeerId, Option<Option<Moment>>),
    clock: &Clock,
) -> Result<Option<LeasedPeer>, StoreError> {
    let (node, now) = (node.clone(), clock.now());
    asker.ask(move |store: &Store| {
        let holder = store.peers()?.into_iter().find(|record| record.id == peer).and_then(|record| record.holder);
        let gone = holder.map(|holder| holder.node).filter(|holder| node.has_ended(holder));
        let claim = LeaseClaim { node: node.as_str(), gone: gone.as_deref(), tried };
        store.take_peer_lease(peer, &claim, now)
    })
}

/// Notes that a peer could not be asked at all, and gives its lease up.
///
/// # Errors
/// [`StoreError::Away`] above all.
pub fn refuse(asker: &Asker, leased: LeasedPeer, fault: &PassFault, clock: &Clock) -> Result<(), StoreError> {
    let (now, progress) = (clock.now(), leased.record.progress);
    let run = PassReport::new(now, progress.pass.is_full).run(now, Some(fault.to_string()));
    let (lease, outcome) = (leased.lease, PassOutcome::Failed);
    asker.ask(move |store| store.end_peer_pass(&lease, &progress, &run, outcome)).map(drop)
}
