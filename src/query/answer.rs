//! Answers: what is shown, of which snapshot, and for how long that is so.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::catalog::{FilmId, Moment};

use super::question::{AsOf, Filter};
use super::snapshot::{Base, FacePlace, FilmFace, Snapshot};
use super::visible::{ShownFilm, ShownFilms, ShownRow, ShownSerie, ShownSeries, Visible};

/// What was found, with the snapshot that it points into.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'s, T> {
    snapshot: &'s Snapshot,
    until: Moment,
    /// What was found.
    pub content: T,
}

impl<'s, T> Answer<'s, T> {
    /// Answers with what was found among what is shown.
    pub(super) fn new(visible: &Visible<'s>, content: T) -> Self {
        let changes = visible.follows_the_clock();
        Self::of(visible, changes, content)
    }

    /// Answers with what was found by a filter among what is shown.
    pub(super) fn filtered(visible: &Visible<'s>, filter: &Filter, content: T) -> Self {
        let changes = visible.follows_the_clock() || filter.updated_to == Some(AsOf::Now);
        Self::of(visible, changes, content)
    }

    fn of(visible: &Visible<'s>, changes: bool, content: T) -> Self {
        let snapshot = visible.snapshot();
        let until = if changes { snapshot.changes_after(visible.now()) } else { Moment::MAX };
        Self { snapshot, until, content }
    }

    /// Returns the first moment, after the one it was given at, at which the snapshot may answer otherwise;
    /// [`Moment::MAX`]: never.
    pub fn until(&self) -> Moment {
        self.until
    }

    /// Returns the generation of the catalogue that it is of.
    pub fn generation(&self) -> i64 {
        self.snapshot.generation()
    }

    /// Returns what is to be said of a film of it.
    pub fn film(&self, film: ShownRow) -> ShownFilm<'s> {
        ShownFilm::new(self.snapshot, film)
    }

    /// Returns what lists say of a film of it.
    pub fn face(&self, film: ShownRow) -> FilmFace<'s> {
        self.snapshot.face(film.row())
    }

    /// Returns what is to be said of the items and trailers of a film of it.
    pub fn series(&self, film: ShownRow) -> ShownSeries {
        ShownSeries::new(self.snapshot, film)
    }
}

impl<'s, T> Answer<'s, Option<T>> {
    /// Returns the answer if anything was found.
    pub fn found(self) -> Option<Answer<'s, T>> {
        let Self { snapshot, until, content } = self;
        content.map(|content| Answer { snapshot, until, content })
    }
}

impl Answer<'_, ListAnswer> {
    /// Returns what is said of the films of the list, apart from the snapshot.
    pub fn owned(&self) -> OwnedList {
        let base = Arc::clone(&self.snapshot.base);
        let place = |film: &ShownRow| {
            let place = base.faces.place(film.row());
            // Until it is read, the head of the answer is written.
            base.faces.at(place).announce();
            place
        };
        let places = |films: &[ShownRow]| films.iter().map(place).collect();
        let (items, suggests) = (places(&self.content.items), places(&self.content.suggests));
        OwnedList { base, items, suggests }
    }
}

/// What is said of the films of a list. It keeps most of its snapshot in memory, so it is for no longer than that is served.
#[derive(Clone, Debug)]
pub struct OwnedList {
    base: Arc<Base>,
    items: Vec<FacePlace>,
    suggests: Vec<FacePlace>,
}

impl OwnedList {
    /// Returns what is said of the films of the page, in order.
    pub fn items(&self) -> impl Iterator<Item = FilmFace<'_>> {
        self.items.iter().map(|place| self.base.faces.at(*place))
    }

    /// Returns what is said of the near matches, best first.
    pub fn suggests(&self) -> impl Iterator<Item = FilmFace<'_>> {
        self.suggests.iter().map(|place| self.base.faces.at(*place))
    }

    /// Returns the hashes of the elements of the films of the page, and of the near matches.
    pub fn hashes(&self) -> [impl Iterator<Item = u64>; 2] {
        [&self.items, &self.suggests].map(|places| places.iter().map(|place| place.hash()))
    }

    /// Returns how many bytes it holds beside itself and the snapshot.
    pub fn held_bytes(&self) -> usize {
        (self.items.capacity() + self.suggests.capacity()) * size_of::<FacePlace>()
    }

    /// Returns how many bytes the elements of all have.
    pub fn bytes(&self) -> usize {
        self.items.iter().chain(&self.suggests).map(|place| place.bytes()).sum()
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListAnswer {
    /// The page asked for.
    pub page: NonZeroU32,
    /// How many pages there are; 0 where nothing was found.
    pub pages: u32,
    /// The films of the page, in order.
    pub items: Vec<ShownRow>,
    /// Near matches of the phrase that were not found, best first.
    pub suggests: Vec<ShownRow>,
}

impl ListAnswer {
    /// Answers with all that there is, on one page.
    pub(super) fn whole(items: Vec<ShownRow>) -> Self {
        Self { page: NonZeroU32::MIN, pages: u32::from(!items.is_empty()), items, suggests: Vec::new() }
    }
}

/// One film, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmAnswer {
    /// The film.
    pub film: ShownRow,
    /// «Похожее».
    pub related: Vec<ShownRow>,
    /// «Смотри также».
    pub see_also: Vec<ShownRow>,
    /// Its items, by number.
    pub items: Vec<ShownSerie>,
    /// Its trailers, by number.
    pub trailers: Vec<ShownSerie>,
}

/// What to play next: films with the items to play of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpnextAnswer {
    /// In order of play.
    pub films: Vec<(ShownRow, Vec<ShownSerie>)>,
}

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountAnswer {
    /// How many films.
    pub films: u64,
    /// One of them, if there is any.
    pub example: Option<FilmId>,
}

/// The films of the files of `/getfilmsfile/`.
#[derive(Clone, Debug, PartialEq)]
pub struct FilmsFileAnswer {
    /// By set of access groups: the films that clients of these are shown.
    pub by_groups: Vec<ShownFilms>,
    /// The films that any client is shown.
    pub all: ShownFilms,
}
