//! How much each signal counts, learnt from the views themselves.
//!
//! Which signal is worth how much differs from one set of views to the next: order says nearly all where a site shows
//! films in an order, and nothing where it shows them at random. So the weights are fitted: for some viewers the last
//! film of the history is hidden, and the weights are those under which it is likeliest, as in logistic regression with
//! one choice out of all films. The search is Newton's; the ridge pulls towards [`USUAL`], which
//! holds where viewers are few.

use nalgebra::{SMatrix, SVector};

use crate::number::{to_f64, to_index};

use super::signals::SIGNALS;

/// The weights by signal, in the order of `Signals::of`.
pub(super) type Weights = [f64; SIGNALS];

/// Weights that do well over sets of views of many shapes.
pub(super) const USUAL: Weights = [0.1, 0.2, 0.5, 0.2, 0.4, 0.3, 0.1, 0.7];

/// Weights for a viewer of whom nothing is known: fitted ones hold only beside what a history says, and may well count
/// popularity against a film that the history already speaks for.
pub(super) const NEWCOMER: Weights = [0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];

/// How many viewers the belief in [`USUAL`] is worth.
const BELIEF: f64 = 5.0;
/// Newton's steps at most. Few are needed: the likelihood has one summit.
const STEPS: usize = 12;
/// How often a step is halved at most before it is given up.
const HALVINGS: usize = 8;
/// A step that gains less than this for a viewer is the last.
const LEAST_GAIN: f64 = 1e-5;
/// How strongly viewers whose film is likely count more than those whose film nothing could have told. Pages of ten
/// films are won among the former; 0 would be plain likelihood.
const FOCUS: f64 = 0.3;
/// How often viewers are weighed anew after the first fit.
const ROUNDS: usize = 3;

type Vector = SVector<f64, SIGNALS>;
type Matrix = SMatrix<f64, SIGNALS, SIGNALS>;

/// One viewer's lesson: what the signals said of each film that could have come, and which came.
pub(super) struct Lesson {
    /// By signal, then by film. What is in the history is left out.
    pub(super) signals: Vec<Vec<f32>>,
    /// The film that came.
    pub(super) film: usize,
}

/// Fits the weights; [`USUAL`] where there are no lessons.
pub(super) fn fitted(lessons: &[Lesson]) -> Weights {
    let mut weights = Vector::from(USUAL);
    let mut heed = vec![1.0; lessons.len()];
    for _ in 0..=ROUNDS {
        weights = climbed(lessons, &heed, weights);
        for (heed, lesson) in heed.iter_mut().zip(lessons) {
            *heed = (FOCUS * likelihood(lesson, &weights).0).exp();
        }
        let mean = heed.iter().sum::<f64>() / to_f64(heed.len().max(1));
        heed.iter_mut().for_each(|heed| *heed /= mean);
    }
    weights.into()
}

/// Climbs to the summit of the likelihood, each lesson heeded so much.
fn climbed(lessons: &[Lesson], heed: &[f64], mut weights: Vector) -> Vector {
    let height = |weights: &Vector| -> f64 {
        let fit: f64 = lessons.iter().zip(heed).map(|(lesson, heed)| heed * likelihood(lesson, weights).0).sum();
        fit - 0.5 * BELIEF * (weights - Vector::from(USUAL)).norm_squared()
    };
    let mut reached = height(&weights);
    for _ in 0..STEPS {
        let mut slope = (Vector::from(USUAL) - weights) * BELIEF;
        let mut bend = Matrix::identity() * BELIEF;
        for (lesson, heed) in lessons.iter().zip(heed) {
            let (own_slope, own_bend) = slope_and_bend(lesson, &weights);
            slope += own_slope * *heed;
            bend += own_bend * *heed;
        }
        let Some(mut step) = bend.cholesky().map(|factor| factor.solve(&slope)) else { break };
        let before = reached;
        for _ in 0..HALVINGS {
            let there = height(&(weights + step));
            if there > reached {
                weights += step;
                reached = there;
                break;
            }
            step *= 0.5;
        }
        if reached - before < LEAST_GAIN * to_f64(lessons.len()) {
            break;
        }
    }
    weights
}

/// Returns the logarithm of the chance of the film that came, and the chances of all.
fn likelihood(lesson: &Lesson, weights: &Vector) -> (f64, Vec<f32>) {
    let mut chances = super::score(&lesson.signals, &weights.data.0[0]);
    let best = chances.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let own = chances.get(lesson.film).map_or(0.0, |own| f64::from(own - best));
    for chance in &mut chances {
        *chance = (*chance - best).exp();
    }
    let sum: f32 = chances.iter().sum();
    for chance in &mut chances {
        *chance /= sum;
    }
    (own - f64::from(sum).ln(), chances)
}

/// Returns the first derivatives of the logarithm, and the second ones with their sign turned.
fn slope_and_bend(lesson: &Lesson, weights: &Vector) -> (Vector, Matrix) {
    let (_, chances) = likelihood(lesson, weights);
    let weighted: Vec<Vec<f32>> =
        lesson.signals.iter().map(|signal| signal.iter().zip(&chances).map(|(a, b)| a * b).collect()).collect();
    let mean = Vector::from_fn(|signal, _| f64::from(weighted[signal].iter().sum::<f32>()));
    let came = Vector::from_fn(|signal, _| f64::from(lesson.signals[signal][lesson.film]));
    let mut bend = Matrix::zeros();
    for a in 0..SIGNALS {
        for b in 0..=a {
            let product: f32 = weighted[a].iter().zip(&lesson.signals[b]).map(|(x, y)| x * y).sum();
            bend[(a, b)] = f64::from(product) - mean[a] * mean[b];
            bend[(b, a)] = bend[(a, b)];
        }
    }
    (came - mean, bend)
}

/// Makes a lesson of all films' signals; `None` where the film that came is none of the first `films` films.
pub(super) fn lesson(signals: Vec<Vec<f32>>, history: &[u32], film: u32, films: usize) -> Option<Lesson> {
    let came = to_index(film);
    if came >= films {
        return None;
    }
    let mut open = vec![true; films];
    for film in history.iter().filter(|film| to_index(**film) < films) {
        open[to_index(*film)] = false;
    }
    let film = open[..came].iter().filter(|open| **open).count();
    let keep = |signal: Vec<f32>| signal.into_iter().zip(&open).filter(|(_, open)| **open).map(|(figure, _)| figure);
    Some(Lesson { signals: signals.into_iter().map(|signal| keep(signal).collect()).collect(), film })
}
