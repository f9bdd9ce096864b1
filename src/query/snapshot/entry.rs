//! FilmEntries: what the engine keeps of one film.

use crate::catalog::device::PlayRules;
use crate::catalog::visibility::{Release, Showing};
use crate::catalog::{Age, Film, FilmId, Moment, Number, RatingType, Serie, Text, Year};

use crate::query::question::Device;

use super::body::KeptBody;
use super::faces::{FaceArena, FacePlace};
use super::family::Family;
use super::row::TagNo;
use super::setup::Setup;
use super::span::Span;
use super::tags::RenderedTags;

/// One film of a snapshot; snapshots share the entries that did not change between them.
#[derive(Debug)]
pub(in crate::query) struct FilmEntry {
    /// Its id.
    pub(in crate::query) id: FilmId,
    /// Its title.
    pub(in crate::query) title: Text,
    /// Its title in its own language.
    pub(in crate::query) original_title: Option<Text>,
    /// The year it came out.
    pub(in crate::query) year: Option<u32>,
    /// Its publication time; `None`: a draft.
    pub(in crate::query) published: Option<Moment>,
    /// Its items, by number.
    pub(in crate::query) items: Box<[SerieEntry]>,
    /// Its trailers, by number.
    pub(in crate::query) trailers: Box<[SerieEntry]>,
    /// What answers say of it beside its face.
    pub(in crate::query) body: KeptBody,
    pub(in crate::query) updated: Moment,
    pub(in crate::query) age: Option<u8>,
    pub(in crate::query) popularity: Option<f64>,
    /// By [`RatingType::ALL`].
    pub(in crate::query) shares: [Option<f64>; 3],
    /// Compares as titles collate.
    pub(in crate::query) title_key: Box<[u8]>,
    /// In the order answers show them.
    pub(in crate::query) tags: Box<[TagNo]>,
    pub(in crate::query) access: Box<[Text]>,
    pub(in crate::query) related: Box<[FilmId]>,
    pub(in crate::query) see_also: Box<[FilmId]>,
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
    /// Takes a film in; its face goes to the others.
    pub(super) fn new(film: &Film, tags: &RenderedTags, setup: &Setup, faces: &mut FaceArena) -> (Self, FacePlace) {
        let rendered = setup.render.film(film);
        let (parts, body) = rendered.split(setup.render.common());
        let series = |series: &[Serie]| series.iter().map(|s| SerieEntry::new(s, setup.devices.rules())).collect();
        let entry = Self {
            id: film.id,
            title: film.title.clone(),
            original_title: film.original_title.clone(),
            year: film.year.map(Year::get),
            published: film.published,
            items: series(film.items.as_slice()),
            trailers: series(film.trailers.as_slice()),
            body,
            updated: film.updated,
            age: film.age.map(Age::get),
            popularity: film.popularity.map(|popularity| popularity.get()),
            shares: RatingType::ALL.map(|rating_type| film.ratings.of(rating_type)?.mark.share()),
            title_key: setup.collation.key(film.title.as_str()),
            tags: film.tags.iter().filter_map(|tag| tags.number(*tag)).collect(),
            access: film.access.clone().into(),
            related: film.related.clone().into(),
            see_also: film.see_also.clone().into(),
        };
        let face = entry.put_face(parts, tags, setup, faces);
        (entry, face)
    }

    /// Finds the families that it may belong to, by both titles.
    pub(in crate::query) fn families(&self) -> Box<[Family]> {
        Family::of(self.original_title.iter().chain([&self.title]).map(Text::as_str))
    }

    /// Puts its face to the others again, with its tags as they are rendered now.
    pub(super) fn renew_face(
        &self,
        face: FacePlace,
        (tags, setup): (&RenderedTags, &Setup),
        faces: &mut FaceArena,
    ) -> FacePlace {
        let parts = self.body.without_tags(faces.get(face));
        faces.drop(face);
        self.put_face(&parts, tags, setup, faces)
    }

    fn put_face(&self, parts: &[u8], tags: &RenderedTags, setup: &Setup, faces: &mut FaceArena) -> FacePlace {
        let rendered = self.tags.iter().filter_map(|tag| Some((tags.kind(*tag)?, tags.bytes(*tag))));
        let rendered: Vec<_> = rendered.collect();
        faces.put(|out| self.body.write_face(out, parts, |out| setup.render.tags(out, &rendered)))
    }

    /// Returns the moments at which it is shown on a device.
    pub(in crate::query) fn showing(&self, device: Device) -> Showing {
        let release = |serie: &SerieEntry| serie.release(device);
        Showing::new(self.published, self.items.iter().map(release), self.trailers.iter().map(release))
    }

    /// Returns the moments around this one at which nothing of it appears and nothing is hidden again.
    pub(in crate::query) fn unchanged(&self, at: Moment) -> Span {
        let series = self.items.iter().chain(&self.trailers).map(|serie| serie.published);
        Span::around(at, series.chain(self.published).chain([self.updated]))
    }

    /// Returns what `published` sorts by at a moment: the newest of its own time and those of its shown items.
    pub(in crate::query) fn newest(&self, at: Moment, device: Device) -> Option<Moment> {
        let items = self.items.iter().filter(|item| item.release(device).is_shown(at));
        Some(items.map(|item| item.published).fold(self.published?, Moment::max))
    }
}
