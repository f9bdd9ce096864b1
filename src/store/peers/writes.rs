//! Writing what peers tell, a page at a time. To PostgreSQL rows go as one array a column: a parameter each for every value
//! takes several times as long.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Text};

use crate::catalog::{Moment, TorrentKind};
use crate::peer::ToldTorrent;
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::MAX_PARAMETERS;
use crate::store::schema::{public_sources, public_torrents};

use super::register::at_sources;
use super::rows::{SOURCE_COLUMNS, SourceRow, TORRENT_COLUMNS, TorrentRow};

/// That a peer told of torrents, and what that is marked with.
#[derive(Clone, Copy)]
pub(super) struct Telling {
    pub(super) peer: i64,
    pub(super) mark: i64,
    pub(super) now: Moment,
}

/// Writes those of the torrents that are not there yet.
pub(super) fn torrents(conn: &mut AnyConnection, torrents: &[&ToldTorrent], now: Moment) -> Result<(), StoreError> {
    let at = |error| StoreError::at("public_torrents", error);
    match conn {
        AnyConnection::Sqlite(conn) => {
            let rows: Vec<TorrentRow<'_>> = torrents.iter().map(|torrent| TorrentRow::of(torrent, now)).collect();
            rows.chunks(MAX_PARAMETERS / TORRENT_COLUMNS).try_for_each(|chunk| {
                let insert = diesel::insert_into(public_torrents::table).values(chunk).on_conflict_do_nothing();
                insert.execute(conn).map(drop).map_err(at)
            })
        }
        AnyConnection::Postgres(conn) => {
            let question = "INSERT INTO public_torrents \
                            (info_hash, title, size, kind, imdb_id, tmdb_id, parsed, created, imported) \
                            SELECT *, $9 FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
            let insert = diesel::sql_query(question)
                .bind::<Array<Binary>, _>(hashes(torrents))
                .bind::<Array<Text>, _>(column(torrents, |torrent| torrent.title.as_str()))
                .bind::<Array<BigInt>, _>(column(torrents, |torrent| torrent.size.cast_signed()))
                .bind::<Array<Nullable<Text>>, _>(column(torrents, |torrent| torrent.kind.map(TorrentKind::name)))
                .bind::<Array<Nullable<Text>>, _>(column(torrents, |torrent| torrent.imdb_id.as_deref()))
                .bind::<Array<Nullable<BigInt>>, _>(column(torrents, |torrent| torrent.tmdb_id.map(i64::from)))
                .bind::<Array<Nullable<Text>>, _>(column(torrents, |torrent| torrent.parsed.as_deref()))
                .bind::<Array<BigInt>, _>(column(torrents, |torrent| torrent.created.0))
                .bind::<BigInt, _>(now.0);
            insert.execute(conn).map(drop).map_err(at)
        }
    }
}

/// Notes that a peer tells of torrents that it had not told of before.
pub(super) fn sources(conn: &mut AnyConnection, torrents: &[&ToldTorrent], telling: Telling) -> Result<(), StoreError> {
    match conn {
        AnyConnection::Sqlite(conn) => {
            let row = |torrent: &&'_ ToldTorrent| SourceRow {
                peer_id: telling.peer,
                info_hash: torrent.hash.as_bytes().to_vec(),
                first_seen: telling.now.0,
                last_seen: telling.now.0,
                full_pass: telling.mark,
            };
            let rows: Vec<SourceRow> = torrents.iter().map(row).collect();
            rows.chunks(MAX_PARAMETERS / SOURCE_COLUMNS).try_for_each(|chunk| {
                diesel::insert_into(public_sources::table).values(chunk).execute(conn).map(drop).map_err(at_sources)
            })
        }
        AnyConnection::Postgres(conn) => {
            let question = "INSERT INTO public_sources (peer_id, info_hash, first_seen, last_seen, full_pass) \
                            SELECT $2, hash, $3, $3, $4 FROM unnest($1) AS told (hash)";
            let insert = diesel::sql_query(question)
                .bind::<Array<Binary>, _>(hashes(torrents))
                .bind::<BigInt, _>(telling.peer)
                .bind::<BigInt, _>(telling.now.0)
                .bind::<BigInt, _>(telling.mark);
            insert.execute(conn).map(drop).map_err(at_sources)
        }
    }
}

/// Notes that a peer tells again of torrents that it had told of before.
pub(super) fn seen_again(
    conn: &mut AnyConnection,
    torrents: &[&ToldTorrent],
    telling: Telling,
) -> Result<(), StoreError> {
    torrents.chunks(MAX_PARAMETERS / 2).try_for_each(|chunk| {
        let again = public_sources::table
            .filter(public_sources::peer_id.eq(telling.peer))
            .filter(public_sources::info_hash.eq_any(hashes(chunk)))
            .filter(public_sources::last_seen.ne(telling.now.0).or(public_sources::full_pass.ne(telling.mark)));
        let seen = (public_sources::last_seen.eq(telling.now.0), public_sources::full_pass.eq(telling.mark));
        on_backend!(conn, c => diesel::update(again).set(seen).execute(c)).map(drop).map_err(at_sources)
    })
}

/// Returns the hashes of torrents, as they stand in tables.
pub(super) fn hashes<'a>(torrents: &[&'a ToldTorrent]) -> Vec<&'a [u8]> {
    column(torrents, |torrent| torrent.hash.as_bytes().as_slice())
}

fn column<'a, T>(torrents: &[&'a ToldTorrent], value: impl Fn(&'a ToldTorrent) -> T) -> Vec<T> {
    torrents.iter().map(|torrent| value(torrent)).collect()
}
