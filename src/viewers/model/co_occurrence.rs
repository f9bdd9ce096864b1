//! Co-occurrence: which films stand in the same histories, and which one after another.

use std::ops::Range;

use crate::number::{to_index, to_u32};
use crate::viewers::histories::Histories;

/// The newest films of a history that are looked at.
pub const LONGEST_HISTORY: usize = 2000;
/// How far apart two films of a history may stand to say something about their order.
pub(super) const REACH: usize = 20;

/// Where each film stands in the histories. SparseMatrix of pairs are counted film by film from it, so that all pairs are
/// never held at once.
pub(super) struct Occurrences<'a> {
    histories: &'a Histories,
    /// Where each film's occurrences begin; one more at the end.
    starts: Vec<usize>,
    /// The viewer, and the place in the viewer's history.
    occurrences: Vec<(u32, u32)>,
}

impl<'a> Occurrences<'a> {
    /// Finds every film's occurrences.
    pub(super) fn new(histories: &'a Histories) -> Self {
        let mut starts = vec![0; histories.films().ids().len() + 1];
        for viewer in 0..histories.viewers() {
            for film in newest(histories.of(viewer)) {
                starts[to_index(*film) + 1] += 1;
            }
        }
        for film in 1..starts.len() {
            starts[film] += starts[film - 1];
        }
        let mut next = starts.clone();
        let mut occurrences = vec![(0, 0); starts[starts.len() - 1]];
        for viewer in 0..histories.viewers() {
            for (at, film) in (0..).zip(newest(histories.of(viewer))) {
                occurrences[next[to_index(*film)]] = (to_u32(viewer), at);
                next[to_index(*film)] += 1;
            }
        }
        Self { histories, starts, occurrences }
    }

    /// Returns how many films there are.
    pub(super) fn films(&self) -> usize {
        self.starts.len() - 1
    }

    /// Returns how many viewers have the film.
    pub(super) fn count(&self, film: usize) -> usize {
        self.range(film).len()
    }

    /// Counts, for each other film, the viewers who have it and `film` too.
    pub(super) fn co_occurrences(&self, film: usize, sums: &mut SparseAccumulator) {
        for (viewer, _) in &self.occurrences[self.range(film)] {
            for other in newest(self.histories.of(to_index(*viewer))) {
                sums.add(*other, 1.0);
            }
        }
        sums.forget(to_u32(film));
    }

    /// Counts, for each other film, how often it comes within [`REACH`] after `film`: right after counts 1, each
    /// further step `decay` times as much as the one before.
    pub(super) fn successors(&self, film: usize, decay: f32, sums: &mut SparseAccumulator) {
        for (viewer, at) in &self.occurrences[self.range(film)] {
            let mut weight = 1.0;
            for other in newest(self.histories.of(to_index(*viewer))).iter().skip(to_index(*at) + 1).take(REACH) {
                sums.add(*other, weight);
                weight *= decay;
            }
        }
    }

    fn range(&self, film: usize) -> Range<usize> {
        self.starts[film]..self.starts[film + 1]
    }
}

/// SparseAccumulator by film, of which only those touched are visited.
pub(super) struct SparseAccumulator {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl SparseAccumulator {
    /// Starts with no sums for as many films.
    pub(super) fn new(films: usize) -> Self {
        Self { sums: vec![0.0; films], touched: Vec::new() }
    }

    /// Adds a figure, which is above 0, to a film's sum.
    fn add(&mut self, film: u32, figure: f32) {
        let sum = &mut self.sums[to_index(film)];
        if *sum == 0.0 {
            self.touched.push(film);
        }
        *sum += figure;
    }

    /// Makes the film's sum zero. It may stay among those touched.
    fn forget(&mut self, film: u32) {
        self.sums[to_index(film)] = 0.0;
    }

    /// Returns all sums but zeros, in no order, and starts anew.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = (u32, f32)> {
        let sums = &mut self.sums;
        self.touched
            .drain(..)
            .map(|film| (film, std::mem::take(&mut sums[to_index(film)])))
            .filter(|cell| cell.1 != 0.0)
    }
}

/// Returns the newest [`LONGEST_HISTORY`] films of a history: work over pairs grows with its square.
pub(super) fn newest(history: &[u32]) -> &[u32] {
    &history[history.len().saturating_sub(LONGEST_HISTORY)..]
}
