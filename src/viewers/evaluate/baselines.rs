//! The baselines, which the model must beat.

use crate::number::{to_f32, to_f64, to_index};
use crate::viewers::histories::Histories;

/// The most scores held for the viewers of one batch.
const MOST_SCORES: usize = 32_000_000;

/// Returns how many viewers are evaluated at once.
pub(super) fn batch_size(films: usize) -> usize {
    (MOST_SCORES / films.max(1)).max(1)
}

/// Returns scores by popularity: the number of views of each film.
pub(super) fn popular(histories: &Histories) -> Vec<f32> {
    histories.counts().iter().map(|count| to_f32(f64::from(*count))).collect()
}

/// Returns each viewer's scores by item cosine: the sum of the cosines with the films of the history. Nothing is shrunk, cut off
/// or weighed: this is the plain form that published results can be compared with.
pub(super) fn cosines(histories: &Histories, viewers: &[usize]) -> Vec<Vec<f32>> {
    let films = histories.films().ids().len();
    let mut watchers: Vec<Vec<usize>> = vec![Vec::new(); films];
    for viewer in 0..histories.viewers() {
        for film in histories.of(viewer) {
            watchers[to_index(*film)].push(viewer);
        }
    }
    let mut judged: Vec<Vec<usize>> = vec![Vec::new(); films];
    for (order, viewer) in viewers.iter().enumerate() {
        for film in histories.of(*viewer) {
            judged[to_index(*film)].push(order);
        }
    }
    let shares: Vec<f64> = watchers.iter().map(|watchers| 1.0 / to_f64(watchers.len().max(1)).sqrt()).collect();
    let mut scores = vec![vec![0.0; films]; viewers.len()];
    let mut together = vec![0_u32; films];
    for film in (0..films).filter(|film| !judged[*film].is_empty()) {
        together.fill(0);
        for other in watchers[film].iter().flat_map(|viewer| histories.of(*viewer)) {
            together[to_index(*other)] += 1;
        }
        let cosine = |(count, share): (&u32, &f64)| to_f32(f64::from(*count) * share * shares[film]);
        let row: Vec<f32> = together.iter().zip(&shares).map(cosine).collect();
        for order in &judged[film] {
            scores[*order].iter_mut().zip(&row).for_each(|(score, cosine)| *score += cosine);
        }
    }
    scores
}
