//! FilmEntries: what the engine keeps of one film.

use std::collections::BTreeSet;

use crate::catalog::visibility::Showing;
use crate::catalog::{Age, Film, FilmId, Moment, Quantity, RatingType, Text, Year};
use crate::query::question::Device;

use super::body::{BodyEnds, RenderedParts, SerieParts};
use super::faces::{FaceArena, FacePlace};
use super::family::Family;
use super::record::Record;
use super::row::TagNo;
use super::serie_entry::SerieEntry;
use super::setup::Setup;
use super::span::Span;
use super::tags::RenderedTags;
use super::{serie_entry, serie_facts};

/// One film of a snapshot; snapshots share the entries that did not change between them.
///
/// There may be millions, so what belongs together lies together, and what can be found from the rest is not kept.
#[derive(Debug)]
pub(in crate::query) struct FilmEntry {
    /// Its id.
    pub(in crate::query) id: FilmId,
    /// The year it came out.
    pub(in crate::query) year: Option<u32>,
    /// Its publication time; `None`: a draft.
    pub(in crate::query) published: Option<Moment>,
    /// By [`FilmFact`].
    facts: Record<FACTS>,
    pub(in crate::query) updated: Moment,
    pub(in crate::query) age: Option<u8>,
    /// Views a day; NaN: not on record.
    popularity: f64,
    /// By [`RatingType::ALL`]; NaN: there is none.
    shares: [f64; 3],
}

/// What a film has any length of, in the order it is kept.
#[derive(Clone, Copy)]
enum FilmFact {
    Title,
    /// Empty where it has none.
    OriginalTitle,
    /// In the order answers show them.
    Tags,
    /// By number, as trailers are.
    Items,
    Trailers,
    Related,
    SeeAlso,
    /// The names of its access groups, each with [`NAME_END`] behind it.
    Access,
    /// How its face is read.
    Body,
    /// What answers say of its items and trailers, packed.
    Series,
}

const FACTS: usize = 10;
/// No text has it.
const NAME_END: char = '\0';

impl FilmFact {
    fn index(self) -> usize {
        match self {
            Self::Title => 0,
            Self::OriginalTitle => 1,
            Self::Tags => 2,
            Self::Items => 3,
            Self::Trailers => 4,
            Self::Related => 5,
            Self::SeeAlso => 6,
            Self::Access => 7,
            Self::Body => 8,
            Self::Series => 9,
        }
    }
}

impl FilmEntry {
    /// Takes a film in; its element goes behind what was written before.
    pub(super) fn new(film: &Film, tags: &RenderedTags, setup: &Setup, out: &mut Vec<u8>) -> Self {
        let mut rendered = RenderedParts::default();
        setup.render.film(&mut rendered, film);
        let (parts, body) = rendered.film();
        let numbers: Vec<[u8; 4]> =
            film.tags.iter().filter_map(|tag| Some(tags.number(*tag)?.number().to_le_bytes())).collect();
        let rules = setup.devices.rules();
        let chosen = |films: &[FilmId]| films.iter().map(|film| film.get().to_le_bytes()).collect::<Vec<_>>();
        let [related, see_also] = [&film.related, &film.see_also].map(|films| chosen(films));
        let access: String = film.access.iter().flat_map(|name| name.as_str().chars().chain([NAME_END])).collect();
        let facts = [
            film.title.as_str().as_bytes(),
            film.original_title.as_ref().map(Text::as_str).unwrap_or_default().as_bytes(),
            numbers.as_flattened(),
            &serie_entry::write(film.items.as_slice(), rules),
            &serie_entry::write(film.trailers.as_slice(), rules),
            related.as_flattened(),
            see_also.as_flattened(),
            access.as_bytes(),
            &body.written(),
            &setup.packing.pack(&serie_facts::write(film.series())),
        ];
        let entry = Self {
            id: film.id,
            year: film.year.map(Year::get),
            published: film.published,
            facts: Record::new(facts),
            updated: film.updated,
            age: film.age.map(Age::get),
            popularity: film.popularity.map_or(f64::NAN, Quantity::get),
            shares: RatingType::ALL.map(|of| film.ratings.of(of).and_then(|r| r.mark.share()).unwrap_or(f64::NAN)),
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
        let (parts, mut element) = (self.body().without_tags(faces.get(face)), Vec::new());
        faces.drop(face);
        self.write_element(&parts, tags, setup, &mut element);
        faces.put(&element)
    }

    /// Writes its element, given the bytes of the film without its tags.
    fn write_element(&self, parts: &[u8], tags: &RenderedTags, setup: &Setup, out: &mut Vec<u8>) {
        let rendered = self.tags().filter_map(|tag| Some((tags.kind(tag)?, tags.bytes(tag))));
        let rendered: Vec<_> = rendered.collect();
        let (open, close) = setup.render.element();
        out.extend_from_slice(open);
        self.body().write_face(out, parts, |out| setup.render.tags(out, &rendered));
        out.extend_from_slice(close);
    }

    /// Returns its title.
    pub(in crate::query) fn title(&self) -> &str {
        self.text(FilmFact::Title)
    }

    /// Returns its title in its own language.
    pub(in crate::query) fn original_title(&self) -> Option<&str> {
        // No title is empty.
        Some(self.text(FilmFact::OriginalTitle)).filter(|title| !title.is_empty())
    }

    #[expect(clippy::expect_used, reason = "it was a text when it was put there")]
    fn text(&self, text: FilmFact) -> &str {
        std::str::from_utf8(self.fact(text)).expect("a text")
    }

    fn fact(&self, fact: FilmFact) -> &[u8] {
        self.facts.field(fact.index())
    }

    /// Tells whether another film has the same titles.
    pub(super) fn has_titles_of(&self, other: &Self) -> bool {
        let is_same = |text| self.fact(text) == other.fact(text);
        is_same(FilmFact::Title) && is_same(FilmFact::OriginalTitle)
    }

    /// Returns its tags, in the order answers show them.
    pub(in crate::query) fn tags(&self) -> impl Iterator<Item = TagNo> {
        let (numbers, _) = self.fact(FilmFact::Tags).as_chunks();
        numbers.iter().map(|number| TagNo::of_number(u32::from_le_bytes(*number)))
    }

    /// Returns its items, by number.
    pub(in crate::query) fn items(&self) -> impl ExactSizeIterator<Item = SerieEntry> {
        serie_entry::read(self.fact(FilmFact::Items))
    }

    /// Returns its trailers, by number.
    pub(in crate::query) fn trailers(&self) -> impl ExactSizeIterator<Item = SerieEntry> {
        serie_entry::read(self.fact(FilmFact::Trailers))
    }

    /// Returns its items, then its trailers.
    pub(in crate::query) fn series(&self) -> impl ExactSizeIterator<Item = SerieEntry> {
        serie_entry::read(self.facts.fields(FilmFact::Items.index()..FilmFact::Trailers.index() + 1))
    }

    /// Unpacks and renders what answers say of its items and trailers.
    pub(in crate::query) fn serie_parts(&self, setup: &Setup) -> SerieParts {
        let facts = setup.packing.unpack(self.fact(FilmFact::Series));
        SerieParts::new(&*setup.render, serie_facts::read(&facts, self.series()))
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
    pub(in crate::query) fn related(&self) -> impl Iterator<Item = FilmId> {
        ids(self.fact(FilmFact::Related))
    }

    /// Returns the editors' choice for «Смотри также».
    pub(in crate::query) fn see_also(&self) -> impl Iterator<Item = FilmId> {
        ids(self.fact(FilmFact::SeeAlso))
    }

    /// Tells whether those who belong to these access groups may see it: it names one of them, or none at all.
    pub(in crate::query) fn is_open_to(&self, groups: &BTreeSet<Text>) -> bool {
        let names = self.text(FilmFact::Access);
        names.is_empty() || names.split_terminator(NAME_END).any(|name| groups.contains(name))
    }

    /// Returns how its face is read.
    pub(in crate::query) fn body(&self) -> BodyEnds {
        BodyEnds::read(self.fact(FilmFact::Body))
    }

    /// Returns the moments at which it is shown on a device.
    pub(in crate::query) fn showing(&self, device: Device) -> Showing {
        let release = |serie: SerieEntry| serie.release(device);
        Showing::new(self.published, self.items().map(release), self.trailers().map(release))
    }

    /// Returns the moments around this one at which nothing of it appears and nothing is hidden again.
    pub(in crate::query) fn unchanged(&self, at: Moment) -> Span {
        let series = self.series().map(|serie| serie.published);
        Span::around(at, series.chain(self.published).chain([self.updated]))
    }

    /// Returns the moments at which something of it appears or is hidden again: none before it is published.
    pub(super) fn events(&self) -> Vec<Moment> {
        let Some(published) = self.published else { return Vec::new() };
        let series = self.series().map(|serie| serie.published.max(published));
        let mut moments: Vec<Moment> = series.chain([published]).collect();
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    /// Returns what `published` sorts by at a moment: the newest of its own time and those of its shown items.
    pub(in crate::query) fn newest(&self, at: Moment, device: Device) -> Option<Moment> {
        let items = self.items().filter(|item| item.release(device).is_shown(at));
        Some(items.map(|item| item.published).fold(self.published?, Moment::max))
    }
}

fn ids(bytes: &[u8]) -> impl Iterator<Item = FilmId> {
    let (ids, _) = bytes.as_chunks();
    ids.iter().filter_map(|id| FilmId::new(u64::from_le_bytes(*id)))
}
