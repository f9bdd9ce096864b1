//! The model: which film a viewer would like next, and which films the same viewers watch. See `docs/RECOMMEND.md`.

mod blend;
mod co_occurrence;
mod options;
mod regression;
mod signals;
mod sparse_matrix;
mod trend;

use std::collections::HashMap;
use std::sync::Arc;

use crate::catalog::{FilmId, Moment};
use crate::number::to_index;

use super::histories::{FilmIndex, HeldOut, Histories};
use super::interaction::Interaction;
use blend::{Choice, Weights};
pub use co_occurrence::LONGEST_HISTORY;
pub use options::ModelOptions;
use signals::SignalModel;

/// What is learnt from views. It holds films only, nothing of any viewer.
pub struct Model {
    films: FilmIndex,
    signals: SignalModel,
    weights: Weights,
    similar: Arc<HashMap<FilmId, Vec<(FilmId, f32)>>>,
    end: Moment,
}

impl Model {
    /// The most films that [`Self::similar`] gives.
    pub const MOST_SIMILAR: usize = 100;

    /// Learns from views, in any order; those of one viewer at one moment are taken in the order given. No view at
    /// all makes a model that knows no film. The same views in the same order make the same model.
    pub fn build(views: &[Interaction], options: &ModelOptions) -> Self {
        Self::of(&Histories::new(views), options)
    }

    pub(super) fn of(histories: &Histories, options: &ModelOptions) -> Self {
        let weights = blend::fitted(&choices(histories, options));
        let signals = SignalModel::new(histories, options.dense_films, options);
        let similar = Arc::new(similar(histories.films(), &signals));
        let end = histories.moments().map(|(at, _)| at).max().unwrap_or(Moment::MIN);
        Self { films: histories.films().clone(), signals, weights, similar, end }
    }

    /// Returns the films that suit a history best, at most `limit`, with scores (greater is better; they compare within
    /// one answer only); ties by id. Left out is what is in the history, what `allowed` refuses, and what nobody has
    /// watched. The history is oldest first; films in it that the model does not know say nothing, and an empty one
    /// gives what most people watch lately.
    pub fn recommend(&self, history: &[FilmId], limit: usize, allowed: &dyn Fn(FilmId) -> bool) -> Vec<(FilmId, f32)> {
        let history: Vec<u32> = history.iter().filter_map(|film| self.films.number(*film)).collect();
        let scores = self.scores(&history, self.end);
        let is_candidate = |film: &(FilmId, f32)| film.1 > f32::NEG_INFINITY && allowed(film.0);
        let mut best: Vec<(FilmId, f32)> = self.films.ids().iter().copied().zip(scores).filter(is_candidate).collect();
        let order = |a: &(FilmId, f32), b: &(FilmId, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if limit < best.len() {
            best.select_nth_unstable_by(limit, order);
            best.truncate(limit);
        }
        best.sort_unstable_by(order);
        best
    }

    /// Returns what the viewers of a film watch more than others do, the closest first, at most
    /// [`Self::MOST_SIMILAR`], with shrunk cosines (0 to 1); ties by id. Empty for a film that nobody watched.
    #[inline]
    pub fn similar(&self, film: FilmId, limit: usize) -> &[(FilmId, f32)] {
        let similar = self.similar.get(&film).map_or(&[][..], Vec::as_slice);
        similar.get(..limit).unwrap_or(similar)
    }

    /// Returns what [`Self::similar`] knows of every film.
    pub fn all_similar(&self) -> Arc<HashMap<FilmId, Vec<(FilmId, f32)>>> {
        Arc::clone(&self.similar)
    }

    /// Returns every film's score by number, minus infinity for those in the history.
    pub(super) fn scores(&self, history: &[u32], at: Moment) -> Vec<f32> {
        let weights = if history.is_empty() { &blend::COLD_START } else { &self.weights };
        let mut scores = blend::score(&self.signals.of(history, at), weights);
        for film in history {
            scores[to_index(*film)] = f32::NEG_INFINITY;
        }
        scores
    }

    /// Returns how much each signal counts, in the order of `SIGNAL_NAMES`.
    pub(super) fn weights(&self) -> impl Iterator<Item = (&'static str, f64)> {
        signals::SIGNAL_NAMES.into_iter().zip(self.weights)
    }
}

/// Holds out the last film of some viewers, evenly chosen, and returns their choices by the signals learnt from the
/// rest.
fn choices(histories: &Histories, options: &ModelOptions) -> Vec<Choice> {
    let step = histories.viewers().div_ceil(options.fitting_viewers.max(1)).max(1);
    let (rest, held) = histories.leave_last_out(|viewer| viewer % step == 0);
    if held.is_empty() {
        return Vec::new();
    }
    let films = options.fitting_films.min(options.dense_films).min(histories.films().ids().len());
    let signals = SignalModel::new(&rest, films, options);
    let choice = |held: &HeldOut| {
        let history = rest.of(held.viewer);
        let at = rest.last_moment(held.viewer)?;
        blend::choice(signals.of(history, at), history, held.film, films)
    };
    held.iter().filter_map(choice).collect()
}

/// Returns the closest films of each film.
fn similar(films: &FilmIndex, signals: &SignalModel) -> HashMap<FilmId, Vec<(FilmId, f32)>> {
    let ids = films.ids();
    let closest = |film: u32| {
        let mut cells: Vec<(FilmId, f32)> =
            signals.cosine.of(film).iter().map(|(other, cosine)| (ids[to_index(*other)], *cosine)).collect();
        cells.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        cells.truncate(Model::MOST_SIMILAR);
        cells
    };
    (0..).zip(ids).map(|(film, id)| (*id, closest(film))).collect()
}
