//! What was watched a lot lately, at any moment of the views on record.

use crate::catalog::Moment;
use crate::number::{to_f32, to_f64, to_index};
use crate::viewers::histories::Histories;

/// Into how many spans with as many views each the time is cut, at most.
const SPANS: usize = 64;
/// The most figures kept: fewer spans where there are many films.
const MOST_FIGURES: usize = 4_000_000;
/// How many spans halve the weight of a view.
const HALF_LIFE: f64 = 6.0;

/// Counts of views with exponential decay, a row a span of time. Spans follow the views and not the calendar, so that a week with a
/// thousand views is told as finely as a year with a thousand.
pub(super) struct Trend {
    /// The first moments of all spans but the first.
    edges: Vec<Moment>,
    /// By span, then by film: the logarithm of the decayed count.
    figures: Vec<Vec<f32>>,
}

impl Trend {
    /// Counts the views of each span of time.
    pub(super) fn new(histories: &Histories) -> Self {
        let films = histories.films().ids().len();
        let spans = SPANS.min(MOST_FIGURES / films.max(1)).max(1);
        let mut moments: Vec<Moment> = histories.moments().map(|(at, _)| at).collect();
        moments.sort_unstable();
        let edges: Vec<Moment> =
            (1..spans).filter_map(|span| moments.get(moments.len() * span / spans).copied()).collect();
        let mut counts = vec![vec![0.0; films]; edges.len() + 1];
        for (at, film) in histories.moments() {
            counts[span(&edges, at)][to_index(film)] += 1.0;
        }
        let decay = 0.5_f64.powf(1.0 / HALF_LIFE);
        let mut decayed = vec![0.0; films];
        // A film with an even share of all views stands at ln 1, whatever the number of views.
        let even = (to_f64(moments.len()) / to_f64(spans) / (1.0 - decay) / to_f64(films.max(1))).max(1.0);
        let mut figures = Vec::with_capacity(counts.len());
        for count in counts {
            for (decayed, count) in decayed.iter_mut().zip(count) {
                *decayed = *decayed * decay + count;
            }
            figures.push(decayed.iter().map(|count| to_f32((0.05 + count / even).ln())).collect());
        }
        Self { edges, figures }
    }

    /// Returns the trend at the moment, by film: natural logarithms.
    pub(super) fn at(&self, at: Moment) -> &[f32] {
        &self.figures[span(&self.edges, at)]
    }
}

fn span(edges: &[Moment], at: Moment) -> usize {
    edges.partition_point(|edge| *edge <= at)
}
