//! The table of torrents: a row for each item that carries one, written with the film of the item.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::catalog::{Film, FilmId, ImdbId, InfoHash, Moment, SERIAL_TAG, Serie, SortedSet, TagId, Text};
use crate::releases::{MAX_NAME_CHARS, Magnet, ReleaseName};

use super::conn::{AnyConnection, on_backend};
use super::rows::insert;
use super::schema::torrents;
use super::torrent_document::{self, TorrentFacts};
use super::{Generation, StoreError, tags};

/// A row of `torrents`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = torrents, treat_none_as_default_value = false)]
struct CarrierRow {
    info_hash: Vec<u8>,
    film_id: i64,
    number: i64,
    revision: i64,
    title: String,
    document: String,
}

/// The edit by which rows are written.
#[derive(Clone, Copy)]
pub(super) struct Stamp {
    /// What the edit becomes.
    pub(super) revision: Generation,
    /// The present moment.
    pub(super) now: Moment,
}

/// The rows that a film had, by hash: of several, that of the first item.
type Before = BTreeMap<(i64, Vec<u8>), CarrierRow>;

/// Writes the rows of films, in place of those that they had; `old` is what of them stood there before.
///
/// A row keeps its revision for as long as whoever may see it now could see it all along.
pub(super) fn rewrite(
    conn: &mut AnyConnection,
    (old, new): (&BTreeMap<FilmId, Film>, &[&Film]),
    stamp: Stamp,
) -> Result<(), StoreError> {
    let replaced: Vec<i64> = new.iter().map(|film| film.id.get().cast_signed()).collect();
    let before = take(conn, &replaced)?;
    let serial = tags::named(conn, SERIAL_TAG)?;
    let rows = new.iter().flat_map(|film| {
        let earlier = old.get(&film.id).map(|old| EarlierFilm::of(old, serial));
        let row = |item| CarrierRow::of((film, item), (earlier.as_ref(), &before), (stamp, serial));
        film.items.as_slice().iter().filter_map(row).collect::<Vec<_>>()
    });
    let rows: Vec<CarrierRow> = rows.collect();
    insert!(conn, torrents, 6, rows)
}

/// Removes the rows of these films, and returns them.
fn take(conn: &mut AnyConnection, films: &[i64]) -> Result<Before, StoreError> {
    let rows: Vec<CarrierRow> = on_backend!(conn, c => torrents::table
        .filter(torrents::film_id.eq_any(films))
        .select(CarrierRow::as_select())
        .order(torrents::number.desc())
        .load(c))
    .map_err(at_torrents)?;
    if !rows.is_empty() {
        diesel::delete(torrents::table.filter(torrents::film_id.eq_any(films))).execute(conn).map_err(at_torrents)?;
    }
    Ok(rows.into_iter().map(|row| ((row.film_id, row.info_hash.clone()), row)).collect())
}

impl CarrierRow {
    /// Makes the row of an item; `None`: it carries no torrent.
    fn of(
        (film, item): (&Film, &Serie),
        (earlier, before): (Option<&EarlierFilm<'_>>, &Before),
        (stamp, serial): (Stamp, Option<TagId>),
    ) -> Option<Self> {
        let magnet = Magnet::parse(item.magnet.as_ref()?.as_str())?;
        let film_id = film.id.get().cast_signed();
        let there = before.get(&(film_id, magnet.hash.as_bytes().to_vec()));
        let name = magnet.name.unwrap_or_else(|| name_of(film, item));
        // Peers drop what has a longer one.
        let title: String = name.chars().take(MAX_NAME_CHARS).collect();
        let imdb_id = film.imdb_id.as_ref().and_then(|id| ImdbId::parse(id.as_str()));
        let facts = TorrentFacts {
            hash: magnet.hash,
            title: &title,
            size: item.size.map_or(0, |size| size.get()),
            imdb_id: imdb_id.as_ref(),
            tmdb_id: film.tmdb_id,
        };
        let is_serial = is_serial(film, serial);
        let same = there.filter(|_| earlier.is_some_and(|earlier| earlier.is_serial == is_serial));
        let document = same.and_then(|row| torrent_document::same(&row.document, &facts)).unwrap_or_else(|| {
            let release = ReleaseName::parse(&title);
            torrent_document::written(&facts, release.as_ref(), is_serial)
        });
        let kept =
            there.filter(|_| earlier.is_some_and(|earlier| !earlier.opens((film, item), magnet.hash, stamp.now)));
        Some(Self {
            info_hash: magnet.hash.as_bytes().to_vec(),
            film_id,
            number: item.number.0.into(),
            revision: kept.map_or(stamp.revision.0, |row| row.revision),
            title,
            document,
        })
    }
}

/// Names a torrent whose magnet does not: film, year, item.
fn name_of(film: &Film, item: &Serie) -> String {
    let mut name = film.title.as_str().to_owned();
    if let Some(year) = film.year {
        name.push_str(&format!(" ({year})"));
    }
    if let Some(title) = item.title.as_ref().map(Text::as_str).filter(|title| *title != film.title.as_str()) {
        name.push(' ');
        name.push_str(title);
    }
    name
}

/// A film as it stood before the edit.
struct EarlierFilm<'a> {
    access: &'a SortedSet<Text>,
    is_serial: bool,
    /// By hash: when the first item that carries it was published together with the film.
    shown: BTreeMap<InfoHash, Moment>,
}

impl<'a> EarlierFilm<'a> {
    fn of(film: &'a Film, serial: Option<TagId>) -> Self {
        let mut shown = BTreeMap::new();
        for item in film.items.as_slice() {
            if let Some(magnet) = item.magnet.as_ref().and_then(|magnet| Magnet::parse(magnet.as_str())) {
                let from = shown_from(film, item);
                let first = shown.entry(magnet.hash).or_insert(from);
                *first = from.min(*first);
            }
        }
        Self { access: &film.access, is_serial: is_serial(film, serial), shown }
    }

    /// Tells whether the edit may show the torrent to somebody who did not see it: it moves a publication that is yet to
    /// come, or lifts a restriction.
    fn opens(&self, (film, item): (&Film, &Serie), hash: InfoHash, now: Moment) -> bool {
        let moved = self.shown.get(&hash).is_none_or(|from| *from > now && *from != shown_from(film, item));
        let widened = !self.access.is_empty()
            && (film.access.is_empty() || film.access.iter().any(|name| !self.access.contains(name)));
        moved || widened
    }
}

/// Tells whether a film bears the tag of series.
fn is_serial(film: &Film, serial: Option<TagId>) -> bool {
    serial.is_some_and(|serial| film.tags.contains(&serial))
}

/// Returns when an item is published together with its film; [`Moment::MAX`]: never.
fn shown_from(film: &Film, item: &Serie) -> Moment {
    film.published.map_or(Moment::MAX, |published| published.max(item.published))
}

pub(super) fn at_torrents(error: diesel::result::Error) -> StoreError {
    StoreError::at("torrents", error)
}
