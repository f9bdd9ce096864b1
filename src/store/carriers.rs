//! Reading who carries which torrent: for the private base, which lies in memory beside the snapshot.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::catalog::{
    CarrierKey, CarrierRecord, FilmId, IdentifiedFilm, ImdbId, InfoHash, Mark, Moment, Quantity, RatingType,
    SERIAL_TAG, Text,
};

use super::conn::{AnyConnection, on_backend, transaction};
use super::films::{BATCH, at_films};
use super::generation::at_commits;
use super::load::{removed, written};
use super::rows::{Deal, FilmSelection, RowName, children};
use super::schema::{commits, film_tags, films, ratings, torrents};
use super::torrents::at_torrents;
use super::{Generation, Store, StoreError, dialect, generation, pulse, tags};

/// IMDb's marks are of ten.
const IMDB_MAX: f64 = 10.0;

/// What [`Store::load_carriers`] reads.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedCarriers {
    /// The generation that was read.
    pub generation: Generation,
    /// The films that were written since, by id, each with all of its carriers.
    pub films: Vec<(IdentifiedFilm, Vec<CarrierRecord>)>,
    /// The films that were removed since, by id; empty where everything was read.
    pub removed: Vec<FilmId>,
}

/// The columns of `films` that are needed.
type FilmColumns = (i64, String, Option<String>, Option<i64>, Option<String>, Option<i64>);
/// The columns of `torrents` that are needed: hash, number, revision, title.
type CarrierColumns = (Vec<u8>, i64, i64, String);
/// The columns of a rating that are needed: votes, max, rank.
type RatingColumns = (Option<i64>, Option<f64>, Option<f64>);

impl Store {
    /// Reads at one moment what carries torrents, of the films that were written since; `None`: of all films.
    ///
    /// # Errors
    /// [`StoreError::WentBack`] where the database is at a generation before `since`; [`StoreError::BadRow`].
    pub fn load_carriers(&self, since: Option<Generation>) -> Result<LoadedCarriers, StoreError> {
        let mut conn = self.connection()?;
        let begin = dialect::begin_reading(&conn);
        transaction(&mut conn, begin, |conn| {
            let generation = generation::read(conn)?;
            if let Some(known) = since.filter(|since| *since > generation) {
                return Err(StoreError::WentBack { known: known.0, found: generation.0 });
            }
            let commits: BTreeMap<i64, i64> = commits::table.load(conn).map_err(at_commits)?.into_iter().collect();
            let mut films = Vec::new();
            for ids in rewritten(conn, since)?.chunks(BATCH) {
                read(conn, ids, &commits, &mut films)?;
                pulse::beat();
            }
            let removed = since.map_or(Ok(Vec::new()), |since| removed(conn, since))?;
            Ok(LoadedCarriers { generation, films, removed })
        })
    }

    /// Reads what peers are told of these torrents: JSON up to the value of `created_at`, in the order of the keys; `None`
    /// for those that are not there any more.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn torrent_documents(&self, keys: &[CarrierKey]) -> Result<Vec<Option<String>>, StoreError> {
        let hashes: BTreeSet<&[u8]> = keys.iter().map(|key| key.hash.as_bytes().as_slice()).collect();
        let hashes: Vec<&[u8]> = hashes.into_iter().collect();
        let mut conn = self.connection()?;
        let its = torrents::table.filter(torrents::info_hash.eq_any(hashes));
        let columns = (torrents::info_hash, torrents::film_id, torrents::number, torrents::document);
        let rows: Vec<(Vec<u8>, i64, i64, String)> =
            on_backend!(&mut *conn, c => its.select(columns).load(c)).map_err(at_torrents)?;
        let mut documents = BTreeMap::new();
        for (hash, film, number, document) in rows {
            documents.insert(key(film, (&hash, number))?, document);
        }
        Ok(keys.iter().map(|key| documents.get(key).cloned()).collect())
    }
}

/// Returns the ids of the films whose carriers may have changed since, ascending.
fn rewritten(conn: &mut AnyConnection, since: Option<Generation>) -> Result<Vec<i64>, StoreError> {
    let mut ids: BTreeSet<i64> = written(conn, since)?.into_iter().collect();
    // Torrents that were caught up on: their films were not written.
    if let Some(since) = since {
        let caught_up = torrents::table.filter(torrents::revision.gt(since.0)).select(torrents::film_id).distinct();
        ids.extend(caught_up.load::<i64>(conn).map_err(at_torrents)?);
    }
    Ok(ids.into_iter().collect())
}

fn key(film: i64, (hash, number): (&[u8], i64)) -> Result<CarrierKey, StoreError> {
    let row = RowName { table: "torrents", id: film };
    Ok(CarrierKey {
        hash: row.need("info_hash", InfoHash::from_bytes(hash))?,
        film: row.whole("film_id", film)?,
        number: row.whole("number", number)?,
    })
}

fn read(
    conn: &mut AnyConnection,
    ids: &[i64],
    commits: &BTreeMap<i64, i64>,
    read: &mut Vec<(IdentifiedFilm, Vec<CarrierRecord>)>,
) -> Result<(), StoreError> {
    let columns = (films::id, films::title, films::original_title, films::year, films::imdb_id, films::tmdb_id);
    let rows: Vec<FilmColumns> =
        on_backend!(conn, c => films::table.filter(films::id.eq_any(ids)).select(columns).order(films::id).load(c))
            .map_err(at_films)?;
    let mut marks = Deal::new(imdb_marks(conn, ids)?);
    let serials = serials(conn, ids)?;
    let columns = (torrents::film_id, (torrents::info_hash, torrents::number, torrents::revision, torrents::title));
    let order = (torrents::film_id, torrents::info_hash, torrents::number);
    let mut carriers: Deal<i64, CarrierColumns> =
        Deal::new(children!(conn, FilmSelection::Ids(ids), torrents, columns, order)?);
    for (id, title, original_title, year, imdb_id, tmdb_id) in rows {
        let row = RowName { table: "films", id };
        let mark = marks.of(&id).next();
        let film = IdentifiedFilm {
            id: row.whole("id", id)?,
            imdb_id: imdb_id.as_deref().and_then(ImdbId::parse),
            tmdb_id: row.number("tmdb_id", tmdb_id)?,
            title: row.need("title", Text::from_string(title))?,
            original_title: row.text("original_title", original_title)?,
            year: row.number("year", year)?,
            imdb_mark: mark.and_then(|(_, max, rank)| of_ten(max, rank)),
            imdb_votes: RowName { table: "ratings", id }.number("count", mark.and_then(|(votes, ..)| votes))?,
            is_series: serials.binary_search(&id).is_ok(),
        };
        let its = carriers.of(&id).map(|columns| carrier(id, columns, commits));
        read.push((film, its.collect::<Result<_, _>>()?));
    }
    Ok(())
}

fn carrier(film: i64, columns: CarrierColumns, commits: &BTreeMap<i64, i64>) -> Result<CarrierRecord, StoreError> {
    let (hash, number, revision, title) = columns;
    let opened = commits.get(&revision).map(|at| Moment(*at));
    let opened = RowName { table: "torrents", id: film }.need("revision", opened)?;
    Ok(CarrierRecord { key: key(film, (&hash, number))?, title, opened })
}

fn imdb_marks(conn: &mut AnyConnection, ids: &[i64]) -> Result<Vec<(i64, RatingColumns)>, StoreError> {
    let its =
        ratings::table.filter(ratings::film_id.eq_any(ids)).filter(ratings::rating_type.eq(RatingType::Imdb.name()));
    let columns = (ratings::film_id, (ratings::count, ratings::max, ratings::rank));
    on_backend!(conn, c => its.select(columns).order(ratings::film_id).load(c))
        .map_err(|error| StoreError::at("ratings", error))
}

/// Returns those of the films that bear the tag of series, ascending.
fn serials(conn: &mut AnyConnection, ids: &[i64]) -> Result<Vec<i64>, StoreError> {
    let Some(serial) = tags::named(conn, SERIAL_TAG)? else { return Ok(Vec::new()) };
    let bearers =
        film_tags::table.filter(film_tags::film_id.eq_any(ids)).filter(film_tags::tag_id.eq(i64::from(serial.0)));
    let films = bearers.select(film_tags::film_id).order(film_tags::film_id);
    on_backend!(conn, c => films.load(c)).map_err(|error| StoreError::at("film_tags", error))
}

/// Returns a mark as one of ten.
fn of_ten(max: Option<f64>, rank: Option<f64>) -> Option<Quantity> {
    let mark = Mark::new(max.and_then(Quantity::new), rank.and_then(Quantity::new))?;
    Quantity::new(mark.share()? * IMDB_MAX)
}
