//! The ends of passes, and their history.

use diesel::prelude::*;

use crate::catalog::Moment;
use crate::peer::PeerId;
use crate::peer::sync::PeerProgress;
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::RowName;
use crate::store::schema::{peer_passes, peers};
use crate::store::{Store, StoreError};

use super::leases::PeerLease;
use super::pages::go_on;
use super::register::at_peers;
use super::rows::{PassRow, count};

/// How many passes of each peer are remembered.
const REMEMBERED: i64 = 50;

/// One run of a pass: from when the peer was asked until nobody asked any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassRun {
    /// When it began.
    pub began: Moment,
    /// When it ended.
    pub ended: Moment,
    /// Whether everything was asked for.
    pub is_full: bool,
    /// Pages that were stored.
    pub pages: u64,
    /// Torrents that the peer had not told of before.
    pub imported: u64,
    /// Items that were not fit to be kept.
    pub dropped: u64,
    /// Why it failed, or what was odd about it.
    pub fault: Option<String>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassOutcome {
    /// The pass is complete.
    Complete,
    /// It failed.
    Failed,
    /// The program is ending; the pass goes on with the next one.
    Interrupted {
        /// When the peer was asked before: it is as if it had not been asked now.
        tried: Option<Moment>,
    },
}

impl Store {
    /// Ends a run: notes how far the peer has been read and how it went, and gives the lease up. Tells whether the lease
    /// still held; if not, nothing is written.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn end_peer_pass(
        &self,
        lease: &PeerLease,
        progress: &PeerProgress,
        run: &PassRun,
        outcome: PassOutcome,
    ) -> Result<bool, StoreError> {
        self.write(|conn| {
            if !go_on(conn, lease, progress, run.ended)? {
                return Ok(false);
            }
            judge(conn, lease, run, outcome)?;
            remember(conn, lease.id(), run)?;
            Ok(true)
        })
    }

    /// Returns the last runs of a peer's passes, the latest first.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn peer_passes(&self, peer: PeerId) -> Result<Vec<PassRun>, StoreError> {
        let mut conn = self.connection()?;
        let rows: Vec<PassRow> = on_backend!(&mut *conn, c => peer_passes::table
            .filter(peer_passes::peer_id.eq(peer.get().cast_signed()))
            .select(PassRow::as_select())
            .order((peer_passes::ended.desc(), peer_passes::began.desc()))
            .load(c))
        .map_err(at_passes)?;
        rows.into_iter().map(into_run).collect()
    }
}

/// Notes at the peer how the run went, and gives the lease up.
fn judge(conn: &mut AnyConnection, lease: &PeerLease, run: &PassRun, outcome: PassOutcome) -> Result<(), StoreError> {
    let row = || diesel::update(peers::table.find(lease.id()));
    let free = (peers::lease_node.eq(None::<String>), peers::lease_until.eq(None::<i64>));
    let noted = match outcome {
        PassOutcome::Complete => row()
            .set((
                free,
                peers::tried.eq(run.ended.0),
                peers::succeeded.eq(run.ended.0),
                peers::failures.eq(0),
                peers::fault.eq(run.fault.clone()),
            ))
            .execute(conn),
        PassOutcome::Failed => row()
            .set((
                free,
                peers::tried.eq(run.ended.0),
                peers::failures.eq(peers::failures + 1),
                peers::fault.eq(run.fault.clone()),
            ))
            .execute(conn),
        PassOutcome::Interrupted { tried } => {
            row().set((free, peers::tried.eq(tried.map(|tried| tried.0)))).execute(conn)
        }
    };
    noted.map(drop).map_err(at_peers)
}

/// Remembers the run, and forgets those long ago.
fn remember(conn: &mut AnyConnection, peer: i64, run: &PassRun) -> Result<(), StoreError> {
    let row = PassRow {
        peer_id: peer,
        ended: run.ended.0,
        began: run.began.0,
        full_pass: run.is_full.into(),
        pages: run.pages.cast_signed(),
        imported: run.imported.cast_signed(),
        dropped: run.dropped.cast_signed(),
        fault: run.fault.clone(),
    };
    // Two runs of one second count as one: nothing was asked for in one of them.
    on_backend!(conn, c => diesel::insert_into(peer_passes::table).values(row).on_conflict_do_nothing().execute(c))
        .map_err(at_passes)?;
    let oldest: Option<i64> = on_backend!(conn, c => peer_passes::table
        .filter(peer_passes::peer_id.eq(peer))
        .select(peer_passes::ended)
        .order(peer_passes::ended.desc())
        .offset(REMEMBERED - 1)
        .first(c)
        .optional())
    .map_err(at_passes)?;
    if let Some(oldest) = oldest {
        let gone = peer_passes::table.filter(peer_passes::peer_id.eq(peer)).filter(peer_passes::ended.lt(oldest));
        diesel::delete(gone).execute(conn).map_err(at_passes)?;
    }
    Ok(())
}

fn into_run(row: PassRow) -> Result<PassRun, StoreError> {
    let name = RowName { table: "peer_passes", id: row.peer_id };
    Ok(PassRun {
        began: Moment(row.began),
        ended: Moment(row.ended),
        is_full: row.full_pass != 0,
        pages: count(name, "pages", row.pages)?,
        imported: count(name, "imported", row.imported)?,
        dropped: count(name, "dropped", row.dropped)?,
        fault: row.fault,
    })
}

fn at_passes(error: diesel::result::Error) -> StoreError {
    StoreError::at("peer_passes", error)
}
