//! Offline evaluation of the model by a leave-one-out split: the last film of each viewer is held out, and the model and
//! two baselines say what they would have recommended.
//!
//! Every viewer with two films or more takes part. All films that are not in what is left of the viewer's history are
//! candidates, none is sampled; the measure is the rank of the held-out film. A film that only held-out views have can
//! be found by nobody, and counts as missed. The model's own weights are fitted on other held-out films, deeper in the
//! same histories: it never sees those that judge it.

mod baselines;
mod report;

pub use report::{CUTOFF, RankingMetrics, Report};

use crate::catalog::Moment;
use crate::number::to_index;

use super::histories::Histories;
use super::interaction::Interaction;
use super::model::{Model, ModelOptions};

/// Evaluates the model, the most popular films, and plain item cosine, side by side.
pub fn evaluate(views: &[Interaction], options: &ModelOptions) -> Report {
    let (rest, held) = Histories::new(views).leave_last_out(|_| true);
    let model = Model::of(&rest, options);
    let popular = baselines::popular(&rest);
    let mut report = Report { views: views.len(), films: rest.films().ids().len(), ..Report::default() };
    report.weights = model.weights().collect();
    let watched = rest.counts();
    for group in held.chunks(baselines::batch_size(watched.len())) {
        let viewers: Vec<usize> = group.iter().map(|held| held.viewer).collect();
        let cosines = baselines::cosines(&rest, &viewers);
        for (held, cosine) in group.iter().zip(&cosines) {
            let history = rest.of(held.viewer);
            let mut is_candidate: Vec<bool> = watched.iter().map(|views| *views > 0).collect();
            for film in history {
                is_candidate[to_index(*film)] = false;
            }
            let at = rest.last_moment(held.viewer).unwrap_or(Moment::MIN);
            let film = to_index(held.film);
            report.viewers += 1;
            report.model.count(rank(&model.scores(history, at), &is_candidate, film));
            report.popular.count(rank(&popular, &is_candidate, film));
            report.cosine.count(rank(cosine, &is_candidate, film));
        }
    }
    report.average();
    report
}

/// Returns how many candidates stand before the film (ties by number: the more viewed first); `None` where it is no
/// candidate.
fn rank(scores: &[f32], is_candidate: &[bool], film: usize) -> Option<usize> {
    let own = *scores.get(film).filter(|_| is_candidate[film])?;
    let before =
        |(other, score): (usize, &f32)| is_candidate[other] && (*score > own || (*score == own && other < film));
    Some(scores.iter().enumerate().filter(|cell| before(*cell)).count())
}
