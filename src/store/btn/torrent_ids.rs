//! The numbers of torrents, which stand in rows in the place of their identifiers.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::query_dsl::methods;
use diesel::upsert::excluded;

use super::schema::torrents;
use crate::btn::TorrentIdentifier;
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::{MAX_PARAMETERS, RowName};

/// Returns the number of each torrent, given its size; torrents that are new get one, and of sizes the greatest is kept.
pub(super) fn number(
    conn: &mut AnyConnection,
    sizes: &BTreeMap<TorrentIdentifier, i64>,
) -> Result<BTreeMap<TorrentIdentifier, i64>, StoreError> {
    let all: Vec<TorrentIdentifier> = sizes.keys().copied().collect();
    let mut known = find(conn, &all)?;
    // In one order everywhere, so that nodes wait for one another, and not each for the other.
    for (identifier, size) in sizes {
        if known.get(identifier).is_some_and(|(_, known)| size <= known) {
            continue;
        }
        let row = (torrents::identifier.eq(identifier.as_bytes().as_slice()), torrents::size.eq(*size));
        on_backend!(conn, c => {
            let upsert = diesel::insert_into(torrents::table)
                .values(row)
                .on_conflict(torrents::identifier)
                .do_update()
                .set(torrents::size.eq(excluded(torrents::size)));
            // Not as a method, for tables have another one of this name.
            methods::FilterDsl::filter(upsert, excluded(torrents::size).gt(torrents::size)).execute(c)
        })
        .map_err(at_torrents)?;
    }
    let unknown: Vec<TorrentIdentifier> =
        all.iter().filter(|identifier| !known.contains_key(identifier)).copied().collect();
    known.extend(find(conn, &unknown)?);
    Ok(known.into_iter().map(|(identifier, (id, _))| (identifier, id)).collect())
}

/// Returns number and size of those that have one.
fn find(
    conn: &mut AnyConnection,
    identifiers: &[TorrentIdentifier],
) -> Result<BTreeMap<TorrentIdentifier, (i64, i64)>, StoreError> {
    let mut found = BTreeMap::new();
    for some in identifiers.chunks(MAX_PARAMETERS) {
        let bytes: Vec<&[u8]> = some.iter().map(|identifier| identifier.as_bytes().as_slice()).collect();
        let rows: Vec<(Vec<u8>, i64, i64)> = on_backend!(conn, c => torrents::table
            .filter(torrents::identifier.eq_any(bytes))
            .select((torrents::identifier, torrents::id, torrents::size))
            .load(c))
        .map_err(at_torrents)?;
        for (identifier, id, size) in rows {
            let row = RowName { table: "torrents", id };
            found.insert(row.need("identifier", TorrentIdentifier::from_bytes(&identifier))?, (id, size));
        }
    }
    Ok(found)
}

fn at_torrents(error: diesel::result::Error) -> StoreError {
    StoreError::at("torrents", error)
}
