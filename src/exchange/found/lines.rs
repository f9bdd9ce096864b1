//! Lines of what was found.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use crate::catalog::{
    Film, ImdbId, Mark, Moment, Number, Quantity, Rating, RatingType, Ratings, Serie, Series, SortedSet, Tag, TagId,
    Text, TmdbId, TorrentKind, Year,
};
use crate::exchange::canonical::{FilmOut, FoundOut};
use crate::exchange::line::DOUBTFUL;
use crate::matching::{Fit, MatchVerdict, Reason, WorkId};
use crate::store::{ImdbRecord, PublicRecord};

use super::catalogue::imdb_work;
use super::page::JudgedTorrent;

/// The greatest average of the votes at IMDb.
const IMDB_MAX: f64 = 10.0;
/// The most films that the line of a doubtful torrent names.
const MAX_FILMS: usize = 20;

/// Returns the line of a film with the torrents as further items.
pub(super) fn film_line(film: &Film, tags: &[&Tag], torrents: &[JudgedTorrent], now: Moment) -> String {
    let numbered = torrents.iter().zip(free_numbers(&film.items));
    let items: Vec<Serie> = numbered.map(|(torrent, number)| Serie { number, ..torrent.item(now) }).collect();
    let found = torrents.iter().zip(&items).filter_map(|(torrent, item)| said(torrent, item.number)).collect();
    json(&FilmOut::new(film, tags).with_found(&items, found))
}

/// Says why a torrent is offered.
fn said(torrent: &JudgedTorrent, item: Number) -> Option<FoundOut<'_>> {
    let MatchVerdict::One { fit, others } = &torrent.verdict else { return None };
    Some(FoundOut {
        item: item.0,
        hash: torrent.record.hash.to_string(),
        why: fit.reason.name(),
        title: title(fit),
        others: *others,
        peer: torrent.record.peer.as_deref(),
    })
}

fn title(fit: &Fit) -> Option<&str> {
    match &fit.reason {
        Reason::Title(title) => Some(title),
        Reason::ImdbId | Reason::TmdbId => None,
    }
}

/// Returns numbers that no item has: those behind the last one, and where there are none, the others.
fn free_numbers(items: &Series) -> impl Iterator<Item = Number> {
    let taken: BTreeSet<u32> = items.as_slice().iter().map(|item| item.number.0).collect();
    let last = taken.last().copied().unwrap_or(0);
    let behind = last.checked_add(1).into_iter().flat_map(|first| first..=u32::MAX);
    behind.chain((1..=last).filter(move |number| !taken.contains(number))).map(Number)
}

/// Returns a title of IMDb that we lack as a film: a draft. Where IMDb's tables are not there, the torrents say what it
/// is. `None`: nothing says what it is called.
pub(super) fn draft(
    (work, record): (WorkId, Option<&ImdbRecord>),
    torrents: &[JudgedTorrent],
    serial: Option<TagId>,
    now: Moment,
) -> Option<Film> {
    let WorkId::Imdb(number) = work else { return None };
    let named = torrents.first().map(|torrent| &torrent.name);
    let named_titles = named.map_or(&[][..], |name| &name.titles);
    let title = record.map(|record| &record.primary_title).or(named_titles.first())?;
    let original_title = record.map_or(named_titles.get(1), |record| record.original_title.as_ref());
    let year = record.map_or(named.and_then(|name| name.year), |record| record.start_year);
    Some(Film {
        id: work.film_id(),
        title: Text::line(title)?,
        original_title: original_title.filter(|original| *original != title).and_then(|original| Text::line(original)),
        desc: None,
        year: year.and_then(Year::new),
        updated: now,
        published: None,
        age: None,
        url: None,
        preview: None,
        poster: None,
        user: None,
        kinopoisk_id: None,
        imdb_id: Text::new(number.id().as_str()),
        tmdb_id: told_tmdb_id(torrents),
        images: Vec::new(),
        tags: serial.filter(|_| is_series(record, torrents)).into_iter().collect(),
        ratings: record.map(ratings).unwrap_or_default(),
        popularity: None,
        related: Vec::new(),
        see_also: Vec::new(),
        access: SortedSet::default(),
        items: Series::default(),
        trailers: Series::default(),
    })
}

/// Tells whether a title is a series: by IMDb, or else by the torrents.
pub(super) fn is_series(record: Option<&ImdbRecord>, torrents: &[JudgedTorrent]) -> bool {
    let told =
        |torrent: &JudgedTorrent| torrent.record.kind.as_deref().and_then(TorrentKind::from_name).or(torrent.name.kind);
    let kind = record.map_or_else(|| torrents.iter().find_map(told), |record| imdb_work(record).kind);
    kind == Some(TorrentKind::Series)
}

/// Returns the id at The Movie Database, where those that peers tell are one.
fn told_tmdb_id(torrents: &[JudgedTorrent]) -> Option<TmdbId> {
    let ids: BTreeSet<u64> = torrents.iter().filter_map(|torrent| torrent.record.tmdb_id).collect();
    ids.first().copied().filter(|_| ids.len() == 1).and_then(TmdbId::new)
}

fn ratings(record: &ImdbRecord) -> Ratings {
    let rated = |average| {
        let mark = Mark::new(Quantity::new(IMDB_MAX), Some(Quantity::new(average)?))?;
        Some(Rating { rating_type: RatingType::Imdb, title: None, count: record.num_votes, mark })
    };
    let rating = record.average_rating.and_then(rated);
    Ratings::new(rating.into_iter().collect()).unwrap_or_default()
}

/// The line of a torrent that may be of several films.
#[derive(Serialize)]
struct DoubtfulOut<'a> {
    #[serde(rename = "type")]
    line_type: &'static str,
    hash: String,
    release: &'a str,
    size: Option<u64>,
    peer: Option<&'a str>,
    /// How many films fit beside each.
    others: usize,
    films: Vec<FittingFilm<'a>>,
}

/// A film that a torrent may be of.
#[derive(Serialize)]
struct FittingFilm<'a> {
    id: u64,
    title: Option<&'a str>,
    year: Option<u32>,
    imdb_id: Option<String>,
    why: &'static str,
    /// The title of the torrent that is one of the film's.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
}

/// Returns the line of a torrent that may be of several films.
pub(super) fn doubtful_line(torrent: &JudgedTorrent, known: &NamedWorks) -> String {
    let PublicRecord { hash, title, size, peer, .. } = &torrent.record;
    let fits = torrent.verdict.fits();
    json(&DoubtfulOut {
        line_type: DOUBTFUL,
        hash: hash.to_string(),
        release: title,
        size: Some(*size).filter(|size| *size > 0),
        peer: peer.as_deref(),
        others: fits.len().saturating_sub(1),
        films: fits.iter().take(MAX_FILMS).map(|fit| known.fitting(fit)).collect(),
    })
}

/// What films are called that torrents may be of.
#[derive(Default)]
pub(super) struct NamedWorks(HashMap<WorkId, NamedWork>);

struct NamedWork {
    title: String,
    year: Option<u32>,
    imdb_id: Option<String>,
}

impl NamedWorks {
    /// Adds a film of ours.
    pub(super) fn add_own(&mut self, film: &Film) {
        let imdb_id = film.imdb_id.as_ref().map(|id| id.as_str().to_owned());
        let named = NamedWork { title: film.title.as_str().to_owned(), year: film.year.map(Year::get), imdb_id };
        self.0.insert(WorkId::Own(film.id), named);
    }

    /// Adds a title of IMDb.
    pub(super) fn add_imdb(&mut self, record: &ImdbRecord) {
        let imdb_id = Some(record.id.as_str().to_owned());
        let named = NamedWork { title: record.primary_title.clone(), year: record.start_year, imdb_id };
        self.0.insert(WorkId::Imdb(record.id.number()), named);
    }

    fn fitting<'a>(&'a self, fit: &'a Fit) -> FittingFilm<'a> {
        let named = self.0.get(&fit.work);
        FittingFilm {
            id: fit.work.film_id().get(),
            title: named.map(|named| named.title.as_str()),
            year: named.and_then(|named| named.year),
            imdb_id: named.and_then(|named| named.imdb_id.clone()),
            why: fit.reason.name(),
            by: title(fit),
        }
    }
}

/// Returns the ids at IMDb of titles that we lack among films.
pub(super) fn imdb_ids<'a>(works: impl IntoIterator<Item = &'a WorkId>) -> Vec<ImdbId> {
    let number = |work: &WorkId| match work {
        WorkId::Imdb(number) => Some(*number),
        WorkId::Own(_) => None,
    };
    let numbers: BTreeSet<_> = works.into_iter().filter_map(number).collect();
    numbers.into_iter().map(|number| number.id()).collect()
}

#[expect(clippy::expect_used, reason = "a struct with text keys, written to memory: nothing of it can fail")]
fn json(line: &impl Serialize) -> String {
    serde_json::to_string(line).expect("a line")
}
