//! What a history says about every film, as several figures.

use crate::catalog::Moment;
use crate::number::{to_f32, to_f64, to_index};
use crate::viewers::histories::Histories;

use super::ModelOptions;
use super::pairs::{self, Places, Sums};
use super::rows::Rows;
use super::solve;
use super::trend::Trend;

/// How many figures a film has.
pub(super) const SIGNALS: usize = 8;
/// What they are called, in their order.
pub(super) const SIGNAL_NAMES: [&str; SIGNALS] =
    ["popularity", "trend", "ease", "ease-recent", "cosine", "cosine-recent", "next", "following"];

/// How much of its weight a film keeps with each newer one, where the recent count more.
const RECENT: f32 = 0.9;
/// How much of its weight a film keeps with each newer one, where the next film is told.
const NEXT: f32 = 0.8;
/// The same, where only what follows directly is told.
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
pub(super) struct Signals {
    /// By film: the logarithm of the number of views.
    popularity: Vec<f32>,
    trend: Trend,
    ease: Rows,
    /// Shrunk cosines.
    pub(super) cosine: Rows,
    next: Rows,
    following: Rows,
}

impl Signals {
    /// Learns; the regressions from the first `films` films only.
    pub(super) fn new(histories: &Histories, films: usize, options: &ModelOptions) -> Self {
        let places = Places::new(histories);
        let films = films.min(places.films());
        let width = options.width(places.films());
        let popularity = histories.counts().iter().map(|count| to_f32((1.0 + f64::from(*count)).ln())).collect();
        let nothing = || Rows::new(width);
        Self {
            popularity,
            trend: Trend::new(histories),
            ease: solve::ease(&places, films, options.ease_ridge, width).unwrap_or_else(nothing),
            cosine: cosines(&places, options.shrinkage, width),
            next: solve::next(&places, films, options.next_ridge, NEXT, width).unwrap_or_else(nothing),
            following: following(&places, width),
        }
    }

    /// Returns the figures for all films, [`SIGNALS`] rows of as many; the history is oldest first, by number.
    pub(super) fn of(&self, history: &[u32], at: Moment) -> Vec<Vec<f32>> {
        let history = pairs::newest(history);
        vec![
            self.popularity.clone(),
            self.trend.at(at).to_vec(),
            self.said(&self.ease, history, 1.0, FLOOR_OF_TASTE),
            self.said(&self.ease, history, RECENT, FLOOR_OF_TASTE),
            self.said(&self.cosine, history, 1.0, FLOOR_OF_TASTE),
            self.said(&self.cosine, history, RECENT, FLOOR_OF_TASTE),
            self.said(&self.next, history, NEXT, FLOOR_OF_ORDER),
            self.said(&self.following, history, FOLLOWING, FLOOR_OF_ORDER),
        ]
    }

    /// Sums what the films of the history say, the older fading, and takes logarithms: an estimate twice as high
    /// counts the same whether it is high or low.
    fn said(&self, rows: &Rows, history: &[u32], fading: f32, floor: f32) -> Vec<f32> {
        let mut sums = vec![0.0; self.popularity.len()];
        let mut weight = 1.0;
        for film in history.iter().rev() {
            rows.add(*film, weight, &mut sums);
            weight *= fading;
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
fn cosines(places: &Places<'_>, shrinkage: f64, width: usize) -> Rows {
    let mut rows = Rows::new(width);
    let mut sums = Sums::new(places.films());
    let lengths: Vec<f64> = (0..places.films()).map(|film| to_f64(places.count(film)).sqrt()).collect();
    for (film, length) in lengths.iter().enumerate() {
        places.together(film, &mut sums);
        let cosine =
            |count: f32, other: u32| to_f32(f64::from(count) / (length * lengths[to_index(other)] + shrinkage));
        rows.push_cells(sums.drain().map(|(other, count)| (other, cosine(count, other))).collect());
    }
    rows
}

/// Returns the share of a film's views after which each other film follows.
fn following(places: &Places<'_>, width: usize) -> Rows {
    let mut rows = Rows::new(width);
    let mut sums = Sums::new(places.films());
    for film in 0..places.films() {
        places.after(film, FOLLOWING, &mut sums);
        let all = to_f32(to_f64(places.count(film)) + SHRINK_ORDER);
        rows.push_cells(sums.drain().map(|(other, count)| (other, count / all)).collect());
    }
    rows
}
