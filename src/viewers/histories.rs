//! Views put in order: films numbered, each viewer's films one after another, oldest first.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use crate::catalog::{FilmId, Moment};
use crate::number::{to_index, to_u32};

use super::interaction::{Interaction, ViewerNo};

/// The films that anybody watched, numbered: the most viewed first, ties by id.
#[derive(Clone)]
pub(super) struct FilmIndex {
    ids: Vec<FilmId>,
    numbers: HashMap<FilmId, u32>,
}

impl FilmIndex {
    /// Numbers the films of the views. A viewer counts for a film once a day (UTC): to open it again and again lifts it no
    /// further.
    fn new(views: &[Interaction]) -> Self {
        let mut days: Vec<(FilmId, ViewerNo, i64)> =
            views.iter().filter_map(|view| Some((view.film, view.viewer?, view.at.day()))).collect();
        days.sort_unstable();
        days.dedup();
        let anonymous = views.iter().filter(|view| view.viewer.is_none()).map(|view| view.film);
        let mut counts: HashMap<FilmId, usize> = HashMap::new();
        for film in days.into_iter().map(|(film, ..)| film).chain(anonymous) {
            *counts.entry(film).or_default() += 1;
        }
        let mut films: Vec<(Reverse<usize>, FilmId)> =
            counts.into_iter().map(|(film, count)| (Reverse(count), film)).collect();
        films.sort_unstable();
        let ids: Vec<FilmId> = films.into_iter().map(|(_, film)| film).collect();
        let numbers = ids.iter().enumerate().map(|(at, film)| (*film, to_u32(at))).collect();
        Self { ids, numbers }
    }

    /// Returns the films by number.
    pub(super) fn ids(&self) -> &[FilmId] {
        &self.ids
    }

    /// Returns a film's number, `None` where nobody watched it.
    pub(super) fn number(&self, film: FilmId) -> Option<u32> {
        self.numbers.get(&film).copied()
    }
}

/// The histories of all viewers. A film stands in a history once, where it was first watched: a model is asked what
/// a viewer will like to discover, and a serie watched nightly would otherwise drown everything else.
pub(super) struct Histories {
    films: FilmIndex,
    /// Where each viewer's history begins; one more at the end.
    starts: Vec<usize>,
    seen: Vec<u32>,
    at: Vec<Moment>,
    /// Views of nobody known, by time.
    anonymous: Vec<(Moment, u32)>,
}

/// The held-out film of a history: the last one.
pub(super) struct HeldOut {
    /// Whose history it is.
    pub(super) viewer: usize,
    /// The film's number.
    pub(super) film: u32,
}

impl Histories {
    /// Puts views in order. Views of one viewer at one moment keep the order in which they are given.
    pub(super) fn new(views: &[Interaction]) -> Self {
        let films = FilmIndex::new(views);
        let mut histories = Self { films, starts: vec![0], seen: Vec::new(), at: Vec::new(), anonymous: Vec::new() };
        let mut known: Vec<(ViewerNo, Moment, usize, u32)> = Vec::new();
        for (order, view) in views.iter().enumerate() {
            let film = histories.films.numbers[&view.film];
            match view.viewer {
                Some(viewer) => known.push((viewer, view.at, order, film)),
                None => histories.anonymous.push((view.at, film)),
            }
        }
        histories.anonymous.sort_unstable();
        known.sort_unstable();
        // The viewer (counted from 1) who was last found to have each film.
        let mut last = vec![0; histories.films.ids.len()];
        for (viewer, views) in known.chunk_by(|a, b| a.0 == b.0).enumerate() {
            for (_, at, _, film) in views {
                if std::mem::replace(&mut last[to_index(*film)], viewer + 1) != viewer + 1 {
                    histories.seen.push(*film);
                    histories.at.push(*at);
                }
            }
            histories.starts.push(histories.seen.len());
        }
        histories
    }

    /// Returns the films.
    pub(super) fn films(&self) -> &FilmIndex {
        &self.films
    }

    /// Returns how many viewers there are.
    pub(super) fn viewers(&self) -> usize {
        self.starts.len() - 1
    }

    /// Returns what a viewer watched, oldest first.
    pub(super) fn of(&self, viewer: usize) -> &[u32] {
        &self.seen[self.range(viewer)]
    }

    /// Returns when a viewer watched something last, `None` where the history is empty.
    pub(super) fn last_moment(&self, viewer: usize) -> Option<Moment> {
        self.at[self.range(viewer)].last().copied()
    }

    /// Returns every view with its moment, those of nobody known too.
    pub(super) fn moments(&self) -> impl Iterator<Item = (Moment, u32)> {
        self.at.iter().copied().zip(self.seen.iter().copied()).chain(self.anonymous.iter().copied())
    }

    /// Returns the number of views of each film, by number.
    pub(super) fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.films.ids.len()];
        for (_, film) in self.moments() {
            counts[to_index(film)] += 1;
        }
        counts
    }

    /// Returns the histories without the last film of the viewers chosen, of those who have two films or more, and these
    /// films: a leave-one-out split. The numbers of films stay.
    pub(super) fn leave_last_out(&self, chosen: impl Fn(usize) -> bool) -> (Self, Vec<HeldOut>) {
        let mut rest = Self {
            films: self.films.clone(),
            starts: vec![0],
            seen: Vec::with_capacity(self.seen.len()),
            at: Vec::with_capacity(self.at.len()),
            anonymous: self.anonymous.clone(),
        };
        let mut held = Vec::new();
        for viewer in 0..self.viewers() {
            let mut range = self.range(viewer);
            if range.len() >= 2 && chosen(viewer) {
                range.end -= 1;
                held.push(HeldOut { viewer, film: self.seen[range.end] });
            }
            rest.seen.extend(&self.seen[range.clone()]);
            rest.at.extend(&self.at[range]);
            rest.starts.push(rest.seen.len());
        }
        (rest, held)
    }

    fn range(&self, viewer: usize) -> Range<usize> {
        self.starts[viewer]..self.starts[viewer + 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::DAY_SECONDS;

    #[test]
    fn a_viewer_lifts_a_film_by_one_view_a_day_only() {
        let view = |viewer: Option<u32>, film, at| Interaction {
            viewer: viewer.map(ViewerNo),
            film: FilmId::new(film).unwrap(),
            at: Moment(at),
        };
        let often = (0..10_000).map(|at| view(Some(0), 1, at));
        let days = (0..3).map(|day| view(Some(0), 2, day * DAY_SECONDS));
        let anonymous = (0..2).map(|at| view(None, 3, at));
        let histories = Histories::new(&often.chain(days).chain(anonymous).collect::<Vec<_>>());
        assert_eq!(histories.films().ids(), [2, 3, 1].map(|film| FilmId::new(film).unwrap()));
        assert_eq!(histories.counts(), [1, 2, 1], "of whoever watched each film");
    }
}
