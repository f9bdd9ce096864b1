//! The torrents of the catalogue among those that are reported: how many peers each film has, and nothing else.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::applications::IS_HEARD;
use super::day_table::DayTable;
use super::day_tables::{days, of_name};
use super::handle::BtnStore;
use super::schema::catalogue_torrents;
use crate::btn::TorrentIdentifier;
use crate::catalog::{DAY_SECONDS, FilmId, Moment};
use crate::store::StoreError;
use crate::store::conn::on_backend;
use crate::store::rows::{MAX_PARAMETERS, RowName};

/// Fewer peers than so many are none: who watches what could be told otherwise.
pub const LEAST_PEERS: i64 = 5;
/// Rows of one statement, of two columns.
const BATCH: usize = MAX_PARAMETERS / 2;

/// The swarms of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilmSwarm {
    /// The film.
    pub film: FilmId,
    /// How many peers were seen with its torrents in the last 24 hours: at least [`LEAST_PEERS`]. Addresses are counted, those
    /// of IPv6 by 64 bits.
    pub peers: i64,
}

#[derive(QueryableByName)]
struct SwarmRow {
    #[diesel(sql_type = BigInt)]
    film_id: i64,
    #[diesel(sql_type = BigInt)]
    peers: i64,
}

impl BtnStore {
    /// Notes what the torrents of the catalogue are called in reports, in the place of what was noted before.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all: what was noted stays.
    pub fn put_catalogue(&self, torrents: &[(TorrentIdentifier, FilmId)]) -> Result<(), StoreError> {
        self.pool.write(|conn| {
            diesel::delete(catalogue_torrents::table).execute(conn).map_err(at_catalogue)?;
            for some in torrents.chunks(BATCH) {
                let row = |(identifier, film): &(TorrentIdentifier, FilmId)| {
                    (
                        catalogue_torrents::identifier.eq(identifier.as_bytes().to_vec()),
                        catalogue_torrents::film_id.eq(film.get().cast_signed()),
                    )
                };
                let rows: Vec<_> = some.iter().map(row).collect();
                on_backend!(conn, c => diesel::insert_into(catalogue_torrents::table)
                    .values(&rows)
                    .on_conflict_do_nothing()
                    .execute(c))
                .map_err(at_catalogue)?;
            }
            Ok(())
        })
    }

    /// Returns how many peers films have by what applications report that are not banned, those with the most first; films
    /// with fewer than [`LEAST_PEERS`] are left out.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn film_swarms(&self, now: Moment) -> Result<Vec<FilmSwarm>, StoreError> {
        let since = Moment(now.0 - DAY_SECONDS);
        let mut conn = self.pool.get()?;
        let mut parts = Vec::new();
        for table in [DayTable::Swarms, DayTable::Snapshots] {
            for day in days(&mut conn, table)?.range(since.day()..=now.day()) {
                let (name, time, since) = (of_name(table, *day), table.time(), since.0 * 1000);
                parts.push(format!("SELECT torrent_id, address FROM {name} WHERE {time} >= {since} AND {IS_HEARD}"));
            }
        }
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let question = format!(
            "SELECT film_id, count(DISTINCT substr(address, 1, 8)) AS peers FROM ({}) AS seen \
             JOIN torrents ON torrents.id = seen.torrent_id \
             JOIN catalogue_torrents ON catalogue_torrents.identifier = torrents.identifier \
             GROUP BY film_id HAVING count(DISTINCT substr(address, 1, 8)) >= {LEAST_PEERS} \
             ORDER BY peers DESC, film_id",
            parts.join(" UNION ALL ")
        );
        let rows: Vec<SwarmRow> = diesel::sql_query(question).load(&mut *conn).map_err(at_catalogue)?;
        let swarm = |row: SwarmRow| {
            let name = RowName { table: "catalogue_torrents", id: row.film_id };
            Ok(FilmSwarm { film: name.whole("film_id", row.film_id)?, peers: row.peers })
        };
        rows.into_iter().map(swarm).collect()
    }
}

fn at_catalogue(error: diesel::result::Error) -> StoreError {
    StoreError::at("catalogue_torrents", error)
}
