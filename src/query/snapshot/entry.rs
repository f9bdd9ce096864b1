//! FilmEntries: what the engine keeps of one film.

use crate::catalog::device::PlayRules;
use crate::catalog::visibility::{Release, Showing};
use crate::catalog::{Age, Film, FilmId, Moment, Number, Quantity, RatingType, Serie, Text, Year};
use crate::number::{to_index, to_u32};

use crate::query::question::Device;

use super::body::{KeptBody, SerieParts};
use super::faces::{FaceArena, FacePlace};
use super::family::Family;
use super::row::TagNo;
use super::setup::Setup;
use super::span::Span;
use super::tags::RenderedTags;

/// One film of a snapshot; snapshots share the entries that did not change between them.
///
/// There may be millions, so what belongs together lies together, and what can be found from the rest is not kept.
#[derive(Debug)]
pub(in crate::query) struct FilmEntry {
    /// Its id.
    pub(in crate::query) id: FilmId,
    /// Its title, then its title in its own language, if it has one.
    titles: Box<str>,
    /// Where the first of them ends.
    title_end: u32,
    /// The year it came out.
    pub(in crate::query) year: Option<u32>,
    /// Its publication time; `None`: a draft.
    pub(in crate::query) published: Option<Moment>,
    /// Its items, then its trailers, both by number.
    series: Box<[SerieEntry]>,
    /// How many items there are.
    items: u32,
    /// What answers say of it beside its face.
    pub(in crate::query) body: KeptBody,
    pub(in crate::query) updated: Moment,
    pub(in crate::query) age: Option<u8>,
    /// Views a day; NaN: not on record.
    popularity: f64,
    /// By [`RatingType::ALL`]; NaN: there is none.
    shares: [f64; 3],
    /// In the order answers show them.
    pub(in crate::query) tags: Box<[TagNo]>,
    pub(in crate::query) access: Box<[Text]>,
    /// The editors' choice for «Похожее», then that for «Смотри также».
    chosen: Box<[FilmId]>,
    /// How many of the first there are.
    related: u32,
}

/// What the engine keeps of an item or a trailer.
#[derive(Clone, Copy, Debug)]
pub(in crate::query) struct SerieEntry {
    /// Its number.
    pub(in crate::query) number: Number,
    /// From when it is shown.
    pub(in crate::query) published: Moment,
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

    /// Returns when it is published, and whether the device plays it.
    pub(in crate::query) fn release(self, device: Device) -> Release {
        let playable = match device {
            Device::Any => true,
            Device::Of(profile) => self.playable >> profile.index() & 1 == 1,
        };
        Release { published: self.published, playable }
    }
}

impl FilmEntry {
    /// Takes a film in; its element goes behind what was written before.
    pub(super) fn new(film: &Film, tags: &RenderedTags, setup: &Setup, out: &mut Vec<u8>) -> Self {
        let rendered = setup.render.film(film);
        let (parts, body) = rendered.split(&setup.packing);
        let (items, trailers) = (film.items.as_slice(), film.trailers.as_slice());
        let (title, original_title) = (film.title.as_str(), film.original_title.as_ref().map(Text::as_str));
        let entry = Self {
            id: film.id,
            titles: [title, original_title.unwrap_or_default()].concat().into(),
            title_end: to_u32(title.len()),
            year: film.year.map(Year::get),
            published: film.published,
            series: items.iter().chain(trailers).map(|s| SerieEntry::new(s, setup.devices.rules())).collect(),
            items: to_u32(items.len()),
            body,
            updated: film.updated,
            age: film.age.map(Age::get),
            popularity: film.popularity.map_or(f64::NAN, Quantity::get),
            shares: RatingType::ALL.map(|of| film.ratings.of(of).and_then(|r| r.mark.share()).unwrap_or(f64::NAN)),
            tags: film.tags.iter().filter_map(|tag| tags.number(*tag)).collect(),
            access: film.access.clone().into(),
            chosen: [&film.related[..], &film.see_also].concat().into(),
            related: to_u32(film.related.len()),
        };
        entry.write_element(parts, tags, setup, out);
        entry
    }

    /// Finds the families that it may belong to, by both titles.
    pub(in crate::query) fn families(&self) -> Box<[Family]> {
        Family::of(self.original_title().into_iter().chain([self.title()]))
    }

    /// Puts its face to the others again, with its tags as they are rendered now.
    pub(super) fn renew_face(
        &self,
        face: FacePlace,
        (tags, setup): (&RenderedTags, &Setup),
        faces: &mut FaceArena,
    ) -> FacePlace {
        let (parts, mut element) = (self.body.without_tags(faces.get(face)), Vec::new());
        faces.drop(face);
        self.write_element(&parts, tags, setup, &mut element);
        faces.put(&element)
    }

    /// Writes its element, given the bytes of the film without its tags.
    fn write_element(&self, parts: &[u8], tags: &RenderedTags, setup: &Setup, out: &mut Vec<u8>) {
        let rendered = self.tags.iter().filter_map(|tag| Some((tags.kind(*tag)?, tags.bytes(*tag))));
        let rendered: Vec<_> = rendered.collect();
        let (open, close) = setup.render.element();
        out.extend_from_slice(open);
        self.body.write_face(out, parts, |out| setup.render.tags(out, &rendered));
        out.extend_from_slice(close);
    }

    /// Returns its title.
    pub(in crate::query) fn title(&self) -> &str {
        &self.titles[..to_index(self.title_end)]
    }

    /// Returns its title in its own language.
    pub(in crate::query) fn original_title(&self) -> Option<&str> {
        // No title is empty.
        Some(&self.titles[to_index(self.title_end)..]).filter(|title| !title.is_empty())
    }

    /// Tells whether another film has the same titles.
    pub(super) fn has_titles_of(&self, other: &Self) -> bool {
        (&self.titles, self.title_end) == (&other.titles, other.title_end)
    }

    /// Returns its items, by number.
    pub(in crate::query) fn items(&self) -> &[SerieEntry] {
        &self.series[..to_index(self.items)]
    }

    /// Returns its trailers, by number.
    pub(in crate::query) fn trailers(&self) -> &[SerieEntry] {
        &self.series[to_index(self.items)..]
    }

    /// Returns its items, then its trailers.
    pub(in crate::query) fn series(&self) -> &[SerieEntry] {
        &self.series
    }

    /// Unpacks what answers say of its items and trailers.
    pub(in crate::query) fn serie_parts(&self, setup: &Setup) -> SerieParts {
        self.body.series(&setup.packing, self.series.len())
    }

    /// Returns the views a day that were imported.
    pub(in crate::query) fn popularity(&self) -> Option<f64> {
        Some(self.popularity).filter(|views| !views.is_nan())
    }

    /// Returns its rating of the type at this place of [`RatingType::ALL`], as a share of the best.
    pub(in crate::query) fn share(&self, rating: usize) -> Option<f64> {
        self.shares.get(rating).copied().filter(|share| !share.is_nan())
    }

    /// Returns the editors' choice for «Похожее».
    pub(in crate::query) fn related(&self) -> &[FilmId] {
        &self.chosen[..to_index(self.related)]
    }

    /// Returns the editors' choice for «Смотри также».
    pub(in crate::query) fn see_also(&self) -> &[FilmId] {
        &self.chosen[to_index(self.related)..]
    }

    /// Returns the moments at which it is shown on a device.
    pub(in crate::query) fn showing(&self, device: Device) -> Showing {
        let release = |serie: &SerieEntry| serie.release(device);
        Showing::new(self.published, self.items().iter().map(release), self.trailers().iter().map(release))
    }

    /// Returns the moments around this one at which nothing of it appears and nothing is hidden again.
    pub(in crate::query) fn unchanged(&self, at: Moment) -> Span {
        let series = self.series.iter().map(|serie| serie.published);
        Span::around(at, series.chain(self.published).chain([self.updated]))
    }

    /// Returns the moments at which something of it appears or is hidden again: none before it is published.
    pub(super) fn events(&self) -> Vec<Moment> {
        let Some(published) = self.published else { return Vec::new() };
        let series = self.series.iter().map(|serie| serie.published.max(published));
        let mut moments: Vec<Moment> = series.chain([published]).collect();
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    /// Returns what `published` sorts by at a moment: the newest of its own time and those of its shown items.
    pub(in crate::query) fn newest(&self, at: Moment, device: Device) -> Option<Moment> {
        let items = self.items().iter().filter(|item| item.release(device).is_shown(at));
        Some(items.map(|item| item.published).fold(self.published?, Moment::max))
    }
}
