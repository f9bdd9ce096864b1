//! Entries: what the engine keeps of one film.

use crate::catalog::device::PlayRules;
use crate::catalog::visibility::Showing;
use crate::catalog::{Age, Film, FilmId, Moment, Number, RatingType, Serie, Text, Year};

use super::family::Family;
use super::{Body, Setup, Span, TagNo, TagTable};

/// One film of a snapshot; snapshots share the entries that did not change between them.
#[derive(Debug)]
pub struct Entry {
    /// Its id.
    pub id: FilmId,
    /// Its title.
    pub title: Text,
    /// Its title in its own language.
    pub original_title: Option<Text>,
    /// The year it came out.
    pub year: Option<u32>,
    /// Its publication time; `None`: a draft.
    pub published: Option<Moment>,
    /// Its items, by number.
    pub items: Box<[SerieEntry]>,
    /// Its trailers, by number.
    pub trailers: Box<[SerieEntry]>,
    /// What answers say of it, its tags apart.
    pub body: Body,
    pub(crate) updated: Moment,
    pub(crate) age: Option<u8>,
    pub(crate) popularity: Option<f64>,
    /// By [`RatingType::ALL`].
    pub(crate) shares: [Option<f64>; 3],
    /// Compares as titles collate.
    pub(crate) title_key: Box<[u8]>,
    /// Of both titles.
    pub(crate) families: Box<[Family]>,
    /// In the order answers show them.
    pub(crate) tags: Box<[TagNo]>,
    pub(crate) access: Box<[Text]>,
    pub(crate) related: Box<[FilmId]>,
    pub(crate) see_also: Box<[FilmId]>,
}

/// What the engine keeps of an item or a trailer.
#[derive(Clone, Copy, Debug)]
pub struct SerieEntry {
    /// Its number.
    pub number: Number,
    /// From when it is shown.
    pub published: Moment,
    /// A bit for each of the distinct play rules, by profile id.
    playable: u64,
}

impl SerieEntry {
    fn new(serie: &Serie, rules: &[PlayRules]) -> Self {
        let playable = rules
            .iter()
            .enumerate()
            .filter(|(_, rules)| rules.refuses(serie).is_none())
            .fold(0, |mask, (bit, _)| mask | 1 << bit);
        Self { number: serie.number, published: serie.published, playable }
    }

    pub(crate) fn plays_on(self, profile: usize) -> bool {
        self.playable >> profile & 1 == 1
    }
}

impl Entry {
    pub(crate) fn new(film: &Film, tags: &TagTable, setup: &Setup) -> Self {
        let series = |series: &[Serie]| series.iter().map(|s| SerieEntry::new(s, setup.devices.rules())).collect();
        Self {
            id: film.id,
            title: film.title.clone(),
            original_title: film.original_title.clone(),
            year: film.year.map(Year::get),
            published: film.published,
            items: series(film.items.as_slice()),
            trailers: series(film.trailers.as_slice()),
            body: setup.render.film(film),
            updated: film.updated,
            age: film.age.map(Age::get),
            popularity: film.popularity.map(|popularity| popularity.get()),
            shares: RatingType::ALL.map(|rating_type| film.ratings.of(rating_type)?.mark.share()),
            title_key: setup.collation.key(film.title.as_str()),
            families: Family::of(film.original_title.iter().chain([&film.title]).map(Text::as_str)),
            tags: film.tags.iter().filter_map(|tag| tags.number(*tag)).collect(),
            access: film.access.clone().into(),
            related: film.related.clone().into(),
            see_also: film.see_also.clone().into(),
        }
    }

    /// Returns the moments at which it is shown on a device.
    pub(crate) fn showing(&self, profile: usize) -> Showing {
        let marks = |serie: &SerieEntry| (serie.published, serie.plays_on(profile));
        Showing::new(self.published, self.items.iter().map(marks), self.trailers.iter().map(marks))
    }

    /// Returns the moments around this one at which nothing of it appears and nothing is hidden again.
    pub(crate) fn unchanged(&self, at: Moment) -> Span {
        let series = self.items.iter().chain(&self.trailers).map(|serie| serie.published);
        Span::around(at, series.chain(self.published).chain([self.updated]))
    }

    /// Returns what `published` sorts by at a moment: the newest of its own time and those of its shown items.
    pub(crate) fn newest(&self, at: Moment, profile: usize) -> Option<Moment> {
        let items = self.items.iter().filter(|item| item.published <= at && item.plays_on(profile));
        Some(items.map(|item| item.published).fold(self.published?, Moment::max))
    }
}
