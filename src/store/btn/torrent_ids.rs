//! The numbers of torrents, which stand in rows in the place of their identifiers.

use std::collections::BTreeMap;

use diesel::dsl::{case_when, exists};
use diesel::prelude::*;
use diesel::upsert::excluded;

use super::day_table::{DAYS_AHEAD, DayTable};
use super::handle::BtnStore;
use super::schema::torrents;
use crate::btn::TorrentIdentifier;
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::{MAX_PARAMETERS, RowName};

/// A torrent that has a number.
struct KnownTorrent {
    id: i64,
    size: i64,
    /// The day on which it was reported last.
    used_day: i64,
}

/// Returns the number of each torrent that is reported today, given its size; torrents that are new get one, and of sizes the
/// greatest is kept.
pub(super) fn number(
    conn: &mut AnyConnection,
    sizes: &BTreeMap<TorrentIdentifier, i64>,
    today: i64,
) -> Result<BTreeMap<TorrentIdentifier, i64>, StoreError> {
    let all: Vec<TorrentIdentifier> = sizes.keys().copied().collect();
    let mut known = find(conn, &all)?;
    let mut changed = Vec::new();
    // In one order everywhere, so that nodes wait for one another, and not each for the other.
    for (identifier, size) in sizes {
        if known.get(identifier).is_some_and(|known| *size <= known.size && today <= known.used_day) {
            continue;
        }
        let row = (
            torrents::identifier.eq(identifier.as_bytes().as_slice()),
            torrents::size.eq(*size),
            torrents::used_day.eq(today),
        );
        let is_greater = excluded(torrents::size).gt(torrents::size);
        let is_later = excluded(torrents::used_day).gt(torrents::used_day);
        on_backend!(conn, c => diesel::insert_into(torrents::table)
            .values(row)
            .on_conflict(torrents::identifier)
            .do_update()
            .set((
                torrents::size.eq(case_when(is_greater, excluded(torrents::size)).otherwise(torrents::size)),
                torrents::used_day.eq(case_when(is_later, excluded(torrents::used_day)).otherwise(torrents::used_day)),
            ))
            .execute(c))
        .map_err(at_torrents)?;
        changed.push(*identifier);
    }
    // Another node may have forgotten one meanwhile, which then has another number.
    known.extend(find(conn, &changed)?);
    Ok(known.into_iter().map(|(identifier, known)| (identifier, known.id)).collect())
}

impl BtnStore {
    /// Forgets the torrents that no row can name any more: those that were reported last so long ago.
    pub(super) fn forget_torrents(&self, today: i64) -> Result<(), StoreError> {
        // Bans are kept the longest. What is reported may be of a day to come.
        let unused = torrents::used_day.lt(DayTable::Bans.first_day(today) - DAYS_AHEAD);
        let is_any = diesel::select(exists(torrents::table.filter(unused)));
        // Mostly there are none, and nobody has to wait for that.
        let mut conn = self.pool.get()?;
        let is_any: bool = on_backend!(&mut *conn, c => is_any.get_result(c)).map_err(at_torrents)?;
        drop(conn);
        if !is_any {
            return Ok(());
        }
        self.pool.write(|conn| {
            let unused = torrents::table.filter(unused);
            match conn {
                AnyConnection::Sqlite(conn) => diesel::delete(unused).execute(conn).map(drop),
                // Those that are being reported are left.
                AnyConnection::Postgres(conn) => {
                    let ids = unused.select(torrents::id).for_update().skip_locked();
                    ids.load::<i64>(conn).and_then(|ids| {
                        diesel::delete(torrents::table.filter(torrents::id.eq_any(ids))).execute(conn).map(drop)
                    })
                }
            }
            .map_err(at_torrents)
        })
    }
}

/// Returns what is known of those that have a number.
fn find(
    conn: &mut AnyConnection,
    identifiers: &[TorrentIdentifier],
) -> Result<BTreeMap<TorrentIdentifier, KnownTorrent>, StoreError> {
    let mut found = BTreeMap::new();
    for some in identifiers.chunks(MAX_PARAMETERS) {
        let bytes: Vec<&[u8]> = some.iter().map(|identifier| identifier.as_bytes().as_slice()).collect();
        let rows: Vec<(Vec<u8>, i64, i64, i64)> = on_backend!(conn, c => torrents::table
            .filter(torrents::identifier.eq_any(bytes))
            .select((torrents::identifier, torrents::id, torrents::size, torrents::used_day))
            .load(c))
        .map_err(at_torrents)?;
        for (identifier, id, size, used_day) in rows {
            let row = RowName { table: "torrents", id };
            found.insert(
                row.need("identifier", TorrentIdentifier::from_bytes(&identifier))?,
                KnownTorrent { id, size, used_day },
            );
        }
    }
    Ok(found)
}

fn at_torrents(error: diesel::result::Error) -> StoreError {
    StoreError::at("torrents", error)
}
