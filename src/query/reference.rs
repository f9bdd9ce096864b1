//! The stupid engine that the clever one is judged by: plain vectors, one pass a condition, nothing prepared.
//!
//! It answers what the contract settles to the letter: visibility, filters, orders, pages, the editors' choices. How
//! well a phrase or another film matches is not for it to say.

use std::cmp::Ordering;

use icu_collator::CollatorBorrowed;

use crate::catalog::visibility::{Viewpoint, film_hidden, serie_hidden};
use crate::catalog::{
    AccessRules, AccessSetId, DeviceProfiles, Film, FilmId, Moment, Number, Serie, TRAILER_TAG, Tag, TagId, age_allows,
};
use crate::number::to_index;

use super::question::{FilmQuestion, Filter, ListQuestion, Order, Sort, SortKey, UpnextQuestion, View};
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

impl Reference<'_> {
    /// Returns the films that the view shows, by id.
    pub fn visible(&self, view: &View) -> Vec<&Film> {
        let mut films: Vec<&Film> =
            self.films.iter().filter(|film| film_hidden(film, &self.viewpoint(view)).is_none()).collect();
        films.sort_by_key(|film| film.id);
        films
    }

    /// Returns the number of pages and the films of the page asked for; the phrase does not count, nor does `random`.
    pub fn list(&self, question: &ListQuestion) -> (usize, Vec<FilmId>) {
        let mut films = self.visible(&question.view);
        films.retain(|film| self.wants(&question.filter, film));
        if let Order::By(keys) = &question.order {
            films.sort_by(|a, b| self.compare(&question.view, keys, a, b));
        }
        let size = to_index(question.size);
        let before = to_index(question.page - 1).saturating_mul(size);
        let page = films.iter().skip(before).take(size).map(|film| film.id).collect();
        (films.len().div_ceil(size), page)
    }

    /// Returns the film; `None` where it is unknown or hidden.
    pub fn film(&self, question: &FilmQuestion) -> Option<ReferenceFilm> {
        let visible = self.visible(&question.view);
        let film = visible.iter().find(|film| film.id == question.id)?;
        let suits = |id: &&FilmId| {
            visible.iter().any(|other| {
                other.id == **id && other.id != film.id && question.age.is_none_or(|age| age_allows(other.age, age))
            })
        };
        Some(ReferenceFilm {
            related: film.related.iter().filter(suits).take(super::film::RELATED).copied().collect(),
            see_also: film.see_also.iter().filter(suits).copied().collect(),
            items: self.shown(&question.view, film.items.as_slice()),
            trailers: self.shown(&question.view, film.trailers.as_slice()),
        })
    }

    /// Returns what comes next as far as the contract settles it: the rest of the film, then the editors' «Смотри
    /// также», then the editors' «Похожее»; `None` where the film or the number is unknown or hidden.
    pub fn upnext(&self, question: &UpnextQuestion) -> Option<Vec<(FilmId, Vec<Number>)>> {
        let beside = FilmQuestion { view: question.view, id: question.id, age: question.age };
        let playing = self.film(&beside)?;
        if !playing.items.contains(&question.number) {
            return None;
        }
        let rest: Vec<Number> = playing.items.iter().filter(|number| **number > question.number).copied().collect();
        let mut next = vec![(question.id, rest)];
        for id in playing.see_also.iter().chain(&playing.related) {
            let film = self.films.iter().find(|film| film.id == *id)?;
            if !self.bears(film, TRAILER_TAG) && !next.iter().any(|(known, _)| known == id) {
                next.push((*id, self.shown(&question.view, film.items.as_slice())));
            }
        }
        next.retain(|(_, items)| !items.is_empty());
        next.truncate(to_index(question.limit));
        Some(next)
    }

    /// Returns the file of `/getfilmsfile/` for a client of these groups.
    pub fn films_file(&self, groups: AccessSetId, now: Moment) -> String {
        let mut films: Vec<&Film> = self.films.iter().collect();
        films.sort_by_key(|film| film.id);
        films.retain(|film| {
            film.published.is_some_and(|published| published <= now)
                && film.items.as_slice().iter().any(|item| item.published <= now)
                && self.access.allows(groups, &film.access)
                && !self.bears(film, TRAILER_TAG)
        });
        let year = |film: &Film| film.year.map(|year| year.to_string()).unwrap_or_default();
        let quoted = |film: &Film| film.title.as_str().replace('"', "\"\"");
        films.iter().map(|film| format!("{};\"{}\";{}\n", film.id, quoted(film), year(film))).collect()
    }

    fn viewpoint(&self, view: &View) -> Viewpoint<'_> {
        let device = &self.devices.rules()[view.profile.index()];
        Viewpoint { at: view.at, device, rules: self.access, groups: view.groups }
    }

    fn shown(&self, view: &View, series: &[Serie]) -> Vec<Number> {
        let device = &self.devices.rules()[view.profile.index()];
        let shown = series.iter().filter(|serie| serie_hidden(serie, view.at, device).is_none());
        shown.map(|serie| serie.number).collect()
    }

    fn tag(&self, name: &str) -> Option<TagId> {
        self.tags.iter().find(|tag| tag.name.as_str() == name).map(|tag| tag.id)
    }

    fn bears(&self, film: &Film, name: &str) -> bool {
        self.tag(name).is_some_and(|tag| film.tags.contains(&tag))
    }

    fn wants(&self, filter: &Filter, film: &Film) -> bool {
        let year = film.year.map(|year| i64::from(year.get()));
        let years = filter.year_from.is_some() || filter.year_to.is_some();
        filter.only.as_ref().is_none_or(|ids| ids.contains(&film.id))
            && !filter.exclude.contains(&film.id)
            && filter.updated_from.is_none_or(|from| film.updated >= from)
            && filter.updated_to.is_none_or(|to| film.updated <= to)
            && filter.age.is_none_or(|age| age_allows(film.age, age))
            && filter.tags_all.iter().all(|name| self.bears(film, name))
            && (filter.tags_any.is_empty() || filter.tags_any.iter().any(|name| self.bears(film, name)))
            && !filter.tags_none.iter().any(|name| self.bears(film, name))
            && (!years || year.is_some())
            && year.zip(filter.year_from).is_none_or(|(year, from)| year >= from)
            && year.zip(filter.year_to).is_none_or(|(year, to)| year <= to)
    }

    fn compare(&self, view: &View, keys: &[Sort], a: &Film, b: &Film) -> Ordering {
        let by_keys = keys.iter().map(|sort| match sort.key {
            SortKey::Year => missing_last(sort, a.year, b.year, |a, b| a.cmp(b)),
            SortKey::Published => missing_last(sort, self.newest(view, a), self.newest(view, b), |a, b| a.cmp(b)),
            SortKey::Title => missing_last(sort, Some(&a.title), Some(&b.title), |a, b| {
                Collation::default()
                    .collator()
                    .map_or(Ordering::Equal, |ru: &CollatorBorrowed<'_>| ru.compare(a.as_str(), b.as_str()))
            }),
            SortKey::Popularity => missing_last(sort, a.popularity, b.popularity, |a, b| a.get().total_cmp(&b.get())),
            SortKey::Rating(kind) => {
                let share = |film: &Film| film.ratings.of(kind).and_then(|rating| rating.mark.share());
                missing_last(sort, share(a), share(b), f64::total_cmp)
            }
            SortKey::Random(_) => Ordering::Equal,
        });
        by_keys.fold(Ordering::Equal, Ordering::then).then(a.id.cmp(&b.id))
    }

    fn newest(&self, view: &View, film: &Film) -> Option<Moment> {
        let shown = self.shown(view, film.items.as_slice());
        let items = film.items.as_slice().iter().filter(|item| shown.contains(&item.number));
        items.map(|item| item.published).chain(film.published).max()
    }
}

/// Compares in the direction asked for; what is missing comes last in both.
fn missing_last<T>(sort: &Sort, a: Option<T>, b: Option<T>, compare: impl Fn(&T, &T) -> Ordering) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if sort.descending => compare(&b, &a),
        (Some(a), Some(b)) => compare(&a, &b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    }
}
