//! Judges the model on views on record: of each viewer the last view is hidden, and each way of recommending says what
//! it would have offered.
//!
//! Every viewer with two films or more takes part. All films that are not in what is left of the viewer's history
//! are ranked, none drawn by lot; the measure is where the hidden film stands. A film that only hidden views hold can
//! be found by nobody, and counts as missed. The model's own weights are fitted on other hidden views, deeper in the
//! same histories: it never sees those that judge it.

mod report;
mod rivals;

pub use report::{Figures, Report};

use crate::catalog::Moment;
use crate::number::to_index;

use super::histories::Histories;
use super::model::{Model, ModelOptions};
use super::view::View;

/// Hidden films found so far down count as found.
pub const DEPTH: usize = 10;

/// Judges the model, the most popular films, and plain item cosine, side by side.
pub fn evaluate(views: &[View], options: &ModelOptions) -> Report {
    let (rest, held) = Histories::new(views).without_last(|_| true);
    let model = Model::of(&rest, options);
    let popular = rivals::popular(&rest);
    let mut report = Report { views: views.len(), films: rest.films().ids().len(), ..Report::default() };
    report.weights = model.weights().collect();
    let watched = rest.counts();
    for group in held.chunks(rivals::at_once(watched.len())) {
        let viewers: Vec<usize> = group.iter().map(|held| held.viewer).collect();
        let cosines = rivals::cosines(&rest, &viewers);
        for (held, cosine) in group.iter().zip(&cosines) {
            let history = rest.of(held.viewer);
            let mut open: Vec<bool> = watched.iter().map(|views| *views > 0).collect();
            for film in history {
                open[to_index(*film)] = false;
            }
            let at = rest.last_moment(held.viewer).unwrap_or(Moment::MIN);
            let film = to_index(held.film);
            report.viewers += 1;
            report.ours.count(rank(&model.scores(history, at), &open, film));
            report.popular.count(rank(&popular, &open, film));
            report.cosine.count(rank(cosine, &open, film));
        }
    }
    report.settle();
    report
}

/// Returns how many open films stand before the film (ties by number: the more viewed first); `None` where it is not
/// open.
fn rank(scores: &[f32], open: &[bool], film: usize) -> Option<usize> {
    let own = *scores.get(film).filter(|_| open[film])?;
    let before = |(other, score): (usize, &f32)| open[other] && (*score > own || (*score == own && other < film));
    Some(scores.iter().enumerate().filter(|cell| before(*cell)).count())
}
