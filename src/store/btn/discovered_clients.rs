//! Programs that were met: the beginnings of peer ids with the names that went with them.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::upsert::excluded;
use sha2::{Digest, Sha256};

use super::handle::BtnStore;
use super::incoming::ReportContent;
use super::noted_clients::MetClients;
use super::schema::discovered_clients;
use crate::btn::report::ReportedPeer;
use crate::catalog::{DAY_SECONDS, Moment};
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};

/// Characters of a peer id that name the program.
const PREFIX: usize = 8;
/// The most programs that are kept: those not seen for longest go.
const MAX_KEPT: i64 = 200_000;
/// For how long a program is known that is not met any more: a year.
const KEPT_SECONDS: i64 = 365 * DAY_SECONDS;

impl ReportContent {
    /// Returns the programs that the report met.
    pub(super) fn met_clients(&self) -> MetClients<'_> {
        fn of_peer(peer: &ReportedPeer) -> (&str, &str) {
            (&peer.id, &peer.client_name)
        }
        let all: BTreeSet<(&str, &str)> = match self {
            Self::Snapshot(taken) => taken.records.iter().map(of_peer).collect(),
            Self::Bans(taken) => taken.records.iter().map(|ban| of_peer(&ban.peer)).collect(),
            Self::Histories(taken) => {
                taken.records.iter().map(|history| (history.id.as_str(), history.client_name.as_str())).collect()
            }
            Self::Swarm(taken) => taken.records.iter().map(|swarm| of_peer(&swarm.peer)).collect(),
        };
        let named = all.into_iter().map(|(peer_id, name)| (prefix(peer_id), name));
        let named = named.filter(|(peer_id, name)| !(peer_id.is_empty() && name.is_empty()));
        named.map(|(peer_id, name)| (hash(peer_id, name), (peer_id, name))).collect()
    }
}

impl BtnStore {
    /// Forgets programs that were not met for a year, and those not met for longest where there are too many.
    pub(super) fn forget_clients(&self, now: Moment) -> Result<(), StoreError> {
        self.pool.write(|conn| {
            let lapsed = discovered_clients::table.filter(discovered_clients::last_seen.lt(now.0 - KEPT_SECONDS));
            diesel::delete(lapsed).execute(conn).map_err(at_clients)?;
            let first: Option<i64> = discovered_clients::table
                .select(discovered_clients::last_seen)
                .order(discovered_clients::last_seen.desc())
                .offset(MAX_KEPT)
                .first(conn)
                .optional()
                .map_err(at_clients)?;
            let Some(first) = first else { return Ok(()) };
            let beyond = discovered_clients::table.filter(discovered_clients::last_seen.le(first));
            diesel::delete(beyond).execute(conn).map(drop).map_err(at_clients)
        })
    }
}

/// Notes programs that were met now.
pub(super) fn note_clients(conn: &mut AnyConnection, met: &MetClients<'_>, now: Moment) -> Result<(), StoreError> {
    for (hash, (peer_id, client_name)) in met {
        let row = (
            discovered_clients::hash.eq(*hash),
            discovered_clients::client_name.eq(*client_name),
            discovered_clients::peer_id.eq(*peer_id),
            discovered_clients::found_at.eq(now.0),
            discovered_clients::last_seen.eq(now.0),
        );
        on_backend!(conn, c => diesel::insert_into(discovered_clients::table)
            .values(row)
            .on_conflict(discovered_clients::hash)
            .do_update()
            .set(discovered_clients::last_seen.eq(excluded(discovered_clients::last_seen)))
            .execute(c))
        .map_err(at_clients)?;
    }
    Ok(())
}

/// Returns the beginning of a peer id that names the program.
fn prefix(peer_id: &str) -> &str {
    peer_id.char_indices().nth(PREFIX).map_or(peer_id, |(end, _)| &peer_id[..end])
}

/// Returns the number of a program.
fn hash(peer_id: &str, client_name: &str) -> i64 {
    let digest = Sha256::new().chain_update(peer_id).chain_update([0]).chain_update(client_name).finalize();
    let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = digest.into();
    // JavaScript's numbers are exact up to 53 bits.
    i64::from_be_bytes([a, b, c, d, e, f, g, h]) >> 11
}

fn at_clients(error: DieselError) -> StoreError {
    StoreError::at("discovered_clients", error)
}
