//! The weights of the signals: a conditional logit model, fitted to the views themselves.
//!
//! Which signal is worth how much differs from one set of views to the next: order says nearly all where a site shows
//! films in an order, and nothing where it shows them at random. So the weights are fitted: for some viewers the last
//! film of the history is held out, and the weights are those that maximise its likelihood among all films that could
//! have come (McFadden's conditional logit). The objective is the weighted log-likelihood and a Gaussian prior, whose
//! mean, [`PRIOR_MEAN`], holds where viewers are few; it is concave, and Newton's method maximises it.

use nalgebra::{SMatrix, SVector};

use crate::number::{to_f32, to_f64, to_index};

use super::signals::SIGNALS;

/// The weights by signal, in the order of `SignalModel::of`.
pub(super) type Weights = [f64; SIGNALS];

/// Weights that do well over sets of views of many shapes.
pub(super) const PRIOR_MEAN: Weights = [0.1, 0.2, 0.5, 0.2, 0.4, 0.3, 0.1, 0.7];

/// Weights for a viewer without a history: fitted ones hold only beside what a history says, and may well count
/// popularity against a film that the history already speaks for.
pub(super) const COLD_START: Weights = [0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];

/// The precision (one over the variance) of the prior, the same for every weight: how many viewers it is worth.
const PRIOR_PRECISION: f64 = 5.0;
/// Newton steps at most. Few are needed, since a concave objective has one maximum.
const MAX_STEPS: usize = 12;
/// How often a step is halved at most before it is given up.
const MAX_HALVINGS: usize = 8;
/// A step that raises the objective by less than this for each viewer is the last.
const LEAST_GAIN: f64 = 1e-5;
/// How strongly viewers whose film is likely count more than those whose film nothing could have told. Pages of ten
/// films are won among the former; 0 would be plain likelihood.
const FOCUS: f64 = 0.3;
/// How often the sample weights are set anew after the first fit.
const REWEIGHTINGS: usize = 3;

type Vector = SVector<f64, SIGNALS>;
type Matrix = SMatrix<f64, SIGNALS, SIGNALS>;

/// One viewer's choice: the signals of each film that could have come, and the film that came.
pub(super) struct Choice {
    /// By signal, then by candidate. Films of the history are no candidates.
    pub(super) signals: Vec<Vec<f32>>,
    /// The candidate that came.
    pub(super) chosen: usize,
}

/// Fits the weights; [`PRIOR_MEAN`] where there are no choices.
pub(super) fn fitted(choices: &[Choice]) -> Weights {
    let mut weights = Vector::from(PRIOR_MEAN);
    let mut samples = vec![1.0; choices.len()];
    for _ in 0..=REWEIGHTINGS {
        weights = maximised(choices, &samples, weights);
        for (sample, choice) in samples.iter_mut().zip(choices) {
            *sample = (FOCUS * log_likelihood(choice, &weights).0).exp();
        }
        // A mean of 1, so that the prior counts for as many viewers as before.
        let mean = samples.iter().sum::<f64>() / to_f64(samples.len().max(1));
        samples.iter_mut().for_each(|sample| *sample /= mean);
    }
    weights.into()
}

/// Maximises the objective over the weights; `samples` are the sample weights of the choices.
fn maximised(choices: &[Choice], samples: &[f64], mut weights: Vector) -> Vector {
    let mut reached = objective(choices, samples, &weights);
    for _ in 0..MAX_STEPS {
        let (gradient, hessian) = derivatives(choices, samples, &weights);
        // The prior makes the Hessian positive definite; where rounding undoes that, the weights stay.
        let Some(mut step) = hessian.cholesky().map(|factor| factor.solve(&gradient)) else { break };
        let before = reached;
        // Far from the maximum a whole step may overshoot: a line search halves it until it gains.
        for _ in 0..MAX_HALVINGS {
            let there = objective(choices, samples, &(weights + step));
            if there > reached {
                weights += step;
                reached = there;
                break;
            }
            step *= 0.5;
        }
        if reached - before < LEAST_GAIN * to_f64(choices.len()) {
            break;
        }
    }
    weights
}

/// Returns the weighted log-likelihood and the logarithm of the prior, but for a constant.
fn objective(choices: &[Choice], samples: &[f64], weights: &Vector) -> f64 {
    let of = |(choice, sample): (&Choice, &f64)| sample * log_likelihood(choice, weights).0;
    let fit: f64 = choices.iter().zip(samples).map(of).sum();
    fit - 0.5 * PRIOR_PRECISION * (weights - Vector::from(PRIOR_MEAN)).norm_squared()
}

/// Returns the gradient of the objective, and the Hessian of minus the objective.
fn derivatives(choices: &[Choice], samples: &[f64], weights: &Vector) -> (Vector, Matrix) {
    let mut gradient = (Vector::from(PRIOR_MEAN) - weights) * PRIOR_PRECISION;
    let mut hessian = Matrix::identity() * PRIOR_PRECISION;
    for (choice, sample) in choices.iter().zip(samples) {
        let (own_gradient, own_hessian) = derivatives_of(choice, weights);
        gradient += own_gradient * *sample;
        hessian += own_hessian * *sample;
    }
    (gradient, hessian)
}

/// Returns the log-likelihood of the film that came, and the probabilities of all candidates.
fn log_likelihood(choice: &Choice, weights: &Vector) -> (f64, Vec<f32>) {
    let mut probabilities = score(&choice.signals, &weights.data.0[0]);
    // Less the greatest score, which changes no probability and keeps the exponentials from overflowing.
    let best = probabilities.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let own = f64::from(probabilities[choice.chosen] - best);
    for probability in &mut probabilities {
        *probability = (*probability - best).exp();
    }
    let sum: f32 = probabilities.iter().sum();
    for probability in &mut probabilities {
        *probability /= sum;
    }
    (own - f64::from(sum).ln(), probabilities)
}

/// Returns the gradient of one choice's log-likelihood, and the Hessian with its sign turned.
///
/// They are the signals of the film that came less their expectation, and the covariance of the signals, both over
/// the probabilities of the candidates.
fn derivatives_of(choice: &Choice, weights: &Vector) -> (Vector, Matrix) {
    let (_, probabilities) = log_likelihood(choice, weights);
    let weighted: Vec<Vec<f32>> =
        choice.signals.iter().map(|signal| signal.iter().zip(&probabilities).map(|(a, b)| a * b).collect()).collect();
    let mean = Vector::from_fn(|signal, _| f64::from(weighted[signal].iter().sum::<f32>()));
    let chosen = Vector::from_fn(|signal, _| f64::from(choice.signals[signal][choice.chosen]));
    let mut hessian = Matrix::zeros();
    for a in 0..SIGNALS {
        for b in 0..=a {
            let product: f32 = weighted[a].iter().zip(&choice.signals[b]).map(|(x, y)| x * y).sum();
            hessian[(a, b)] = f64::from(product) - mean[a] * mean[b];
            hessian[(b, a)] = hessian[(a, b)];
        }
    }
    (chosen - mean, hessian)
}

/// Returns the score of every film: its signals, weighed and summed.
pub(super) fn score(signals: &[Vec<f32>], weights: &Weights) -> Vec<f32> {
    let mut scores = vec![0.0; signals.first().map_or(0, Vec::len)];
    for (signal, weight) in signals.iter().zip(weights) {
        let weight = to_f32(*weight);
        for (score, figure) in scores.iter_mut().zip(signal) {
            *score += weight * figure;
        }
    }
    scores
}

/// Makes a choice of all films' signals; `None` where the film that came is none of the first `films` films.
pub(super) fn choice(signals: Vec<Vec<f32>>, history: &[u32], film: u32, films: usize) -> Option<Choice> {
    let came = to_index(film);
    if came >= films {
        return None;
    }
    let mut is_candidate = vec![true; films];
    for film in history.iter().filter(|film| to_index(**film) < films) {
        is_candidate[to_index(*film)] = false;
    }
    let chosen = is_candidate[..came].iter().filter(|candidate| **candidate).count();
    let of_candidates =
        |signal: Vec<f32>| signal.into_iter().zip(&is_candidate).filter(|(_, candidate)| **candidate).map(|(of, _)| of);
    Some(Choice { signals: signals.into_iter().map(|signal| of_candidates(signal).collect()).collect(), chosen })
}
