//! What each viewer has watched, held in memory: a recommendation reads no database.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use crate::catalog::{FilmId, Moment};

use super::{ViewEvent, ViewerId};

/// The films of every viewer, as the database had them at one time.
#[derive(Debug, Default)]
pub struct Watched(HashMap<ViewerId, Box<[FilmId]>>);

impl Watched {
    /// Collects views, in any order.
    pub fn new(views: &[ViewEvent]) -> Self {
        let mut last: HashMap<ViewerId, HashMap<FilmId, Moment>> = HashMap::new();
        for view in views {
            let at = last.entry(view.viewer).or_default().entry(view.film).or_insert(view.at);
            *at = view.at.max(*at);
        }
        let in_order = |films: HashMap<FilmId, Moment>| {
            let mut films: Vec<(Moment, FilmId)> = films.into_iter().map(|(film, at)| (at, film)).collect();
            films.sort_unstable();
            films.into_iter().map(|(_, film)| film).collect()
        };
        Self(last.into_iter().map(|(viewer, films)| (viewer, in_order(films))).collect())
    }

    /// Returns the films of a viewer, each once, the one watched last at the end.
    pub fn of(&self, viewer: ViewerId) -> &[FilmId] {
        self.0.get(&viewer).map_or(&[], |films| &**films)
    }
}

/// What was watched since the watched were read, or is on its way to the database.
#[derive(Debug, Default)]
pub struct Recent(RwLock<HashMap<ViewerId, Vec<FilmId>>>);

impl Recent {
    /// Adds a view, as the last one of its viewer.
    pub fn add(&self, viewer: ViewerId, film: FilmId) {
        let mut recent = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let films = recent.entry(viewer).or_default();
        films.retain(|known| *known != film);
        films.push(film);
    }

    /// Returns the whole history of a viewer, each film once, the one watched last at the end.
    pub fn after(&self, watched: &Watched, viewer: ViewerId) -> Vec<FilmId> {
        let recent = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let films = recent.get(&viewer).map_or(&[][..], Vec::as_slice);
        let earlier = watched.of(viewer).iter().filter(|film| !films.contains(film));
        earlier.chain(films).copied().collect()
    }

    /// Lets go of what the watched have by now, and of everything of viewers who are forgotten.
    pub fn settle(&self, watched: &Watched, is_known: impl Fn(ViewerId) -> bool) {
        let mut recent = self.0.write().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|viewer, films| {
            let there = watched.of(*viewer);
            films.retain(|film| !there.contains(film));
            is_known(*viewer) && !films.is_empty()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(raw: u64) -> FilmId {
        FilmId::new(raw).unwrap()
    }

    fn view(viewer: u64, raw: u64, at: i64) -> ViewEvent {
        ViewEvent { viewer: ViewerId::new(viewer).unwrap(), film: film(raw), at: Moment(at) }
    }

    #[test]
    fn a_history_names_each_film_once_by_the_time_it_was_last_watched() {
        let watched = Watched::new(&[view(1, 30, 5), view(1, 10, 1), view(2, 10, 9), view(1, 30, 0), view(1, 20, 3)]);
        assert_eq!(watched.of(ViewerId::new(1).unwrap()), [film(10), film(20), film(30)]);
        assert_eq!(watched.of(ViewerId::new(3).unwrap()), []);
    }

    #[test]
    fn what_is_new_counts_before_and_after_the_database_has_it() {
        let viewer = ViewerId::new(1).unwrap();
        let (before, recent) = (Watched::new(&[view(1, 10, 1), view(1, 20, 2)]), Recent::default());
        for raw in [30, 10, 30] {
            recent.add(viewer, film(raw));
        }
        let all = [film(20), film(10), film(30)];
        assert_eq!(recent.after(&before, viewer), all);
        let after = Watched::new(&[view(1, 20, 2), view(1, 10, 3), view(1, 30, 4)]);
        recent.settle(&after, |_| true);
        assert_eq!(recent.after(&after, viewer), all);
        assert_eq!(recent.after(&Watched::default(), viewer), []);
    }

    #[test]
    fn nothing_of_a_forgotten_viewer_stays() {
        let (viewer, recent) = (ViewerId::new(1).unwrap(), Recent::default());
        recent.add(viewer, film(10));
        recent.settle(&Watched::default(), |_| false);
        assert_eq!(recent.after(&Watched::default(), viewer), []);
    }
}
