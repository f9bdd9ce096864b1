//! The signals: what a history says about every film, as several features.

use crate::catalog::Moment;
use crate::number::{to_f32, to_f64, to_index};
use crate::viewers::histories::Histories;

use super::co_occurrence::{self, Occurrences, SparseAccumulator};
use super::options::ModelOptions;
use super::regression;
use super::sparse_matrix::SparseMatrix;
use super::trend::Trend;

/// How many figures a film has.
pub(super) const SIGNALS: usize = 8;
/// What they are called, in their order.
pub(super) const SIGNAL_NAMES: [&str; SIGNALS] =
    ["popularity", "trend", "ease", "ease-recent", "cosine", "cosine-recent", "next", "following"];

/// The decay of a film's weight with each newer one, where the recent count more.
const RECENT: f32 = 0.9;
/// The same where the next film is predicted.
const NEXT: f32 = 0.8;
/// The same where only what follows directly is counted.
const FOLLOWING: f32 = 0.7;
/// Below this a film of the history is too old to be heard.
const LEAST_WEIGHT: f32 = 0.001;
/// What stands for «nothing said» under a logarithm, in sums over a history.
const FLOOR_OF_TASTE: f32 = 0.02;
/// The same in estimates of what comes next.
const FLOOR_OF_ORDER: f32 = 0.003;
/// Added to a film's count where shares of it are taken: a film watched twice says little.
const SHRINK_ORDER: f64 = 10.0;

/// Everything learnt from pairs and times.
pub(super) struct SignalModel {
    /// By film: the logarithm of the number of views.
    popularity: Vec<f32>,
    trend: Trend,
    ease: SparseMatrix,
    /// Shrunk cosines.
    pub(super) cosine: SparseMatrix,
    next: SparseMatrix,
    following: SparseMatrix,
}

impl SignalModel {
    /// Learns; the regressions from the first `films` films only.
    pub(super) fn new(histories: &Histories, films: usize, options: &ModelOptions) -> Self {
        let occurrences = Occurrences::new(histories);
        let films = films.min(occurrences.films());
        let width = options.width(occurrences.films());
        let popularity = histories.counts().iter().map(|count| to_f32((1.0 + f64::from(*count)).ln())).collect();
        // Without a ridge, or by rounding, a matrix may have no inverse: such a regression says nothing of any film.
        let nothing = || SparseMatrix::new(width);
        Self {
            popularity,
            trend: Trend::new(histories),
            ease: regression::ease(&occurrences, films, options.ease_ridge, width).unwrap_or_else(nothing),
            cosine: cosines(&occurrences, options.shrinkage, width),
            next: regression::next(&occurrences, films, options.next_ridge, NEXT, width).unwrap_or_else(nothing),
            following: following(&occurrences, width),
        }
    }

    /// Returns the figures for all films, [`SIGNALS`] rows of as many; the history is oldest first, by number.
    pub(super) fn of(&self, history: &[u32], at: Moment) -> Vec<Vec<f32>> {
        let history = co_occurrence::newest(history);
        vec![
            self.popularity.clone(),
            self.trend.at(at).to_vec(),
            self.summed(&self.ease, history, 1.0, FLOOR_OF_TASTE),
            self.summed(&self.ease, history, RECENT, FLOOR_OF_TASTE),
            self.summed(&self.cosine, history, 1.0, FLOOR_OF_TASTE),
            self.summed(&self.cosine, history, RECENT, FLOOR_OF_TASTE),
            self.summed(&self.next, history, NEXT, FLOOR_OF_ORDER),
            self.summed(&self.following, history, FOLLOWING, FLOOR_OF_ORDER),
        ]
    }

    /// Returns, for each film, the logarithm of what the films of the history say of it together, the older with less
    /// weight. Of logarithms, an estimate twice as high counts the same whether it is high or low.
    fn summed(&self, rows: &SparseMatrix, history: &[u32], decay: f32, floor: f32) -> Vec<f32> {
        let mut sums = vec![0.0; self.popularity.len()];
        let mut weight = 1.0;
        for film in history.iter().rev() {
            rows.add(*film, weight, &mut sums);
            weight *= decay;
            if weight < LEAST_WEIGHT {
                break;
            }
        }
        for sum in &mut sums {
            *sum = (sum.max(0.0) + floor).ln();
        }
        sums
    }
}

/// Returns cosines of all films by their viewers, shrunk towards none where the viewers are few.
fn cosines(occurrences: &Occurrences<'_>, shrinkage: f64, width: usize) -> SparseMatrix {
    let mut rows = SparseMatrix::new(width);
    let mut sums = SparseAccumulator::new(occurrences.films());
    let lengths: Vec<f64> = (0..occurrences.films()).map(|film| to_f64(occurrences.count(film)).sqrt()).collect();
    for (film, length) in lengths.iter().enumerate() {
        occurrences.co_occurrences(film, &mut sums);
        let cosine =
            |count: f32, other: u32| to_f32(f64::from(count) / (length * lengths[to_index(other)] + shrinkage));
        rows.push_cells(sums.drain().map(|(other, count)| (other, cosine(count, other))).collect());
    }
    rows
}

/// Returns the share of a film's views after which each other film follows.
fn following(occurrences: &Occurrences<'_>, width: usize) -> SparseMatrix {
    let mut rows = SparseMatrix::new(width);
    let mut sums = SparseAccumulator::new(occurrences.films());
    for film in 0..occurrences.films() {
        occurrences.successors(film, FOLLOWING, &mut sums);
        let all = to_f32(to_f64(occurrences.count(film)) + SHRINK_ORDER);
        rows.push_cells(sums.drain().map(|(other, count)| (other, count / all)).collect());
    }
    rows
}
