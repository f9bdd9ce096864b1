//! The stupid engine that the clever one is judged by: plain vectors, one pass a condition, nothing prepared.
//!
//! It answers what the contract settles to the letter: visibility, filters, orders, pages, the editors' choices. How
//! well a phrase or another film matches is not for it to say.

use std::cmp::Ordering;

use icu_collator::CollatorBorrowed;

use crate::catalog::{
    AccessRules, AccessSetId, DeviceProfiles, Film, FilmId, Moment, Number, Serie, TRAILER_TAG, Tag, TagId, age_allows,
};
use crate::number::to_index;

use super::question::{
    Device, Direction, FilmQuestion, Filter, Inquiry, ListQuestion, MatchOrder, Selection, SortBy, SortKey,
    UpnextQuestion, ViewerAge, Viewpoint,
};
use super::shuffle::{IdRange, RandomOrder};
use super::snapshot::Collation;

/// A catalogue to answer from.
pub struct Reference<'a> {
    /// The films, in any order.
    pub films: &'a [Film],
    /// The tags, in any order.
    pub tags: &'a [Tag],
    /// The devices there are.
    pub devices: &'a DeviceProfiles,
    /// The access groups there are.
    pub access: &'a AccessRules,
    /// The present moment.
    pub now: Moment,
}

/// One film with the editors' choices beside it.
#[derive(Debug, PartialEq, Eq)]
pub struct ReferenceFilm {
    /// «Похожее», as far as editors chose it.
    pub related: Vec<FilmId>,
    /// «Смотри также».
    pub see_also: Vec<FilmId>,
    /// The items shown.
    pub items: Vec<Number>,
    /// The trailers shown.
    pub trailers: Vec<Number>,
}

/// What a film is sorted by.
#[derive(Clone, Copy)]
enum SortValue<'a> {
    Whole(i64),
    Real(f64),
    Title(&'a str),
}

/// The tags that a filter names; `None`: there is no such tag.
struct TagsAsked {
    all: Vec<Option<TagId>>,
    any: Vec<Option<TagId>>,
    none: Vec<Option<TagId>>,
}

impl Reference<'_> {
    /// Returns the films that are shown, by id.
    pub fn visible(&self, viewpoint: &Viewpoint) -> Vec<&Film> {
        let mut films: Vec<&Film> = self.films.iter().filter(|film| self.shows(viewpoint, film)).collect();
        films.sort_by_key(|film| film.id);
        films
    }

    /// Returns the films that are shown and wanted, by id.
    fn wanted(&self, viewpoint: &Viewpoint, filter: &Filter) -> Vec<&Film> {
        let mut films = self.visible(viewpoint);
        let tags = TagsAsked {
            all: filter.tags_all.iter().map(|name| self.tag(name)).collect(),
            any: filter.tags_any.iter().map(|name| self.tag(name)).collect(),
            none: filter.tags_none.iter().map(|name| self.tag(name)).collect(),
        };
        films.retain(|film| self.wants(filter, &tags, film));
        films
    }

    /// Returns the films that are shown and wanted, in the order of the keys.
    pub fn in_order(&self, viewpoint: &Viewpoint, filter: &Filter, sorts: &[SortBy]) -> Vec<FilmId> {
        let collation = Collation::default();
        let films = self.wanted(viewpoint, filter);
        let ids = films.first().zip(films.last()).map(|(first, last)| IdRange::new(first.id, last.id));
        let films = films.into_iter().map(|film| {
            let values = sorts.iter().map(|sort| self.value(viewpoint, ids, sort.key, film));
            (values.collect::<Vec<_>>(), film.id)
        });
        let mut films: Vec<_> = films.collect();
        films.sort_by(|(a, one), (b, other)| {
            let by_keys =
                sorts.iter().zip(a.iter().zip(b)).map(|(sort, (a, b))| missing_last(sort, *a, *b, &collation));
            by_keys.fold(Ordering::Equal, Ordering::then).then(one.cmp(other))
        });
        films.into_iter().map(|(_, id)| id).collect()
    }

    /// Returns the number of pages and the films of the page asked for, of all that are wanted whatever the phrase.
    pub fn list(&self, Inquiry { viewpoint, question }: &Inquiry<ListQuestion>) -> (usize, Vec<FilmId>) {
        let films = match &question.selection {
            Selection::All(keys) | Selection::Matching { order: MatchOrder::By(keys), .. } => {
                self.in_order(viewpoint, question.filter(), keys.as_slice())
            }
            Selection::Matching { order: MatchOrder::Relevance, .. } => {
                self.in_order(viewpoint, question.filter(), &[])
            }
        };
        let size = to_index(question.size.get());
        let before = to_index(question.page.get() - 1).saturating_mul(size);
        let page = films.iter().skip(before).take(size).copied().collect();
        (films.len().div_ceil(size), page)
    }

    /// Returns the film; `None` where it is unknown or hidden.
    pub fn film(&self, Inquiry { viewpoint, question }: &Inquiry<FilmQuestion>) -> Option<ReferenceFilm> {
        let visible = self.visible(viewpoint);
        let film = visible.iter().find(|film| film.id == question.id)?;
        let suits = |id: &&FilmId| {
            visible.iter().any(|other| other.id == **id && other.id != film.id && is_old_enough(question.age, other))
        };
        Some(ReferenceFilm {
            related: film.related.iter().filter(suits).take(super::film::RELATED).copied().collect(),
            see_also: film.see_also.iter().filter(suits).copied().collect(),
            items: self.shown(viewpoint, film.items.as_slice()),
            trailers: self.shown(viewpoint, film.trailers.as_slice()),
        })
    }

    /// Returns what comes next as far as the contract settles it: the rest of the film, then the editors' «Смотри
    /// также», then the editors' «Похожее»; `None` where the film or the number is unknown or hidden.
    pub fn upnext(&self, inquiry: &Inquiry<UpnextQuestion>) -> Option<Vec<(FilmId, Vec<Number>)>> {
        let Inquiry { viewpoint, question } = inquiry;
        let beside = FilmQuestion { id: question.id, age: question.age };
        let playing = self.film(&Inquiry { viewpoint: *viewpoint, question: beside })?;
        if !playing.items.contains(&question.number) {
            return None;
        }
        let rest: Vec<Number> = playing.items.iter().filter(|number| **number > question.number).copied().collect();
        let mut next = vec![(question.id, rest)];
        for id in playing.see_also.iter().chain(&playing.related) {
            let film = self.films.iter().find(|film| film.id == *id)?;
            if !self.bears(film, TRAILER_TAG) && !next.iter().any(|(known, _)| known == id) {
                next.push((*id, self.shown(viewpoint, film.items.as_slice())));
            }
        }
        next.retain(|(_, items)| !items.is_empty());
        next.truncate(to_index(question.limit.get()));
        Some(next)
    }

    /// Returns the file of `/getfilmsfile/` for a client of these groups.
    pub fn films_file(&self, groups: AccessSetId) -> String {
        let mut films: Vec<&Film> = self.films.iter().collect();
        films.sort_by_key(|film| film.id);
        films.retain(|film| {
            film.published.is_some_and(|published| published <= self.now)
                && film.items.as_slice().iter().any(|item| item.published <= self.now)
                && self.access.allows(groups, &film.access)
                && !self.bears(film, TRAILER_TAG)
        });
        let year = |film: &Film| film.year.map(|year| year.to_string()).unwrap_or_default();
        let quoted = |film: &Film| film.title.as_str().replace('"', "\"\"");
        films.iter().map(|film| format!("{};\"{}\";{}\n", film.id, quoted(film), year(film))).collect()
    }

    /// The rule of visibility once more, as the contract words it.
    fn shows(&self, viewpoint: &Viewpoint, film: &Film) -> bool {
        let at = viewpoint.as_of.moment(self.now);
        let is_due = film.published.is_some_and(|published| published <= at);
        let is_allowed = self.access.allows(viewpoint.groups, &film.access);
        let (items, trailers) = (film.items.as_slice(), film.trailers.as_slice());
        let decisive = if items.iter().any(|item| item.published <= at) { items } else { trailers };
        is_due && is_allowed && !self.shown(viewpoint, decisive).is_empty()
    }

    fn shown(&self, viewpoint: &Viewpoint, series: &[Serie]) -> Vec<Number> {
        let at = viewpoint.as_of.moment(self.now);
        let plays = |serie: &Serie| match viewpoint.device {
            Device::Any => true,
            Device::Of(profile) => self.devices.rules()[profile.index()].refuses(serie).is_none(),
        };
        let shown = series.iter().filter(|serie| serie.published <= at && plays(serie));
        shown.map(|serie| serie.number).collect()
    }

    fn tag(&self, name: &str) -> Option<TagId> {
        self.tags.iter().find(|tag| tag.name.as_str() == name).map(|tag| tag.id)
    }

    fn bears(&self, film: &Film, name: &str) -> bool {
        self.tag(name).is_some_and(|tag| film.tags.contains(&tag))
    }

    fn wants(&self, filter: &Filter, tags: &TagsAsked, film: &Film) -> bool {
        let bears = |tag: &Option<TagId>| tag.is_some_and(|tag| film.tags.contains(&tag));
        filter.only.as_ref().is_none_or(|ids| ids.contains(&film.id))
            && !filter.exclude.contains(&film.id)
            && filter.updated_from.is_none_or(|from| film.updated >= from)
            && filter.updated_to.is_none_or(|to| film.updated <= to.moment(self.now))
            && is_old_enough(filter.age, film)
            && tags.all.iter().all(bears)
            && (tags.any.is_empty() || tags.any.iter().any(bears))
            && !tags.none.iter().any(bears)
            && filter.years.is_none_or(|years| film.year.is_some_and(|year| years.contains(year.get())))
    }

    /// What a film is sorted by.
    fn value<'f>(
        &self,
        viewpoint: &Viewpoint,
        ids: Option<IdRange>,
        key: SortKey,
        film: &'f Film,
    ) -> Option<SortValue<'f>> {
        match key {
            SortKey::Year => film.year.map(|year| SortValue::Whole(year.get().into())),
            SortKey::Published => self.newest(viewpoint, film).map(|newest| SortValue::Whole(newest.0)),
            SortKey::Title => Some(SortValue::Title(film.title.as_str())),
            SortKey::Popularity => film.popularity.map(|popularity| SortValue::Real(popularity.get())),
            SortKey::Rating(kind) => film.ratings.of(kind)?.mark.share().map(SortValue::Real),
            // Places have 63 bits.
            SortKey::Random(seed) => Some(SortValue::Whole(RandomOrder::new(seed, ids?).place(film.id).cast_signed())),
        }
    }

    fn newest(&self, viewpoint: &Viewpoint, film: &Film) -> Option<Moment> {
        let shown = self.shown(viewpoint, film.items.as_slice());
        let items = film.items.as_slice().iter().filter(|item| shown.contains(&item.number));
        items.map(|item| item.published).chain(film.published).max()
    }
}

fn is_old_enough(viewer: Option<ViewerAge>, film: &Film) -> bool {
    viewer.is_none_or(|viewer| age_allows(film.age, viewer.years()))
}

/// Compares in the direction asked for; what is missing comes last in both.
fn missing_last(sort: &SortBy, a: Option<SortValue<'_>>, b: Option<SortValue<'_>>, collation: &Collation) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if sort.direction == Direction::Descending && !matches!(sort.key, SortKey::Random(_)) => {
            b.compare(a, collation)
        }
        (Some(a), Some(b)) => a.compare(b, collation),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}

impl SortValue<'_> {
    fn compare(self, other: Self, collation: &Collation) -> Ordering {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a.cmp(&b),
            (Self::Real(a), Self::Real(b)) => a.total_cmp(&b),
            (Self::Title(a), Self::Title(b)) => {
                collation.collator().map_or(Ordering::Equal, |ru: &CollatorBorrowed<'_>| ru.compare(a, b))
            }
            _ => Ordering::Equal,
        }
    }
}
