//! Popularity: views a day where views are on record, the imported figure where none are.

use std::collections::HashMap;

use crate::catalog::{DAY_SECONDS, FilmId, Moment};
use crate::number::to_u32;

use super::entry::FilmEntry;

/// Over how many seconds back popularity is measured.
pub const POPULARITY_SECONDS: i64 = 30 * DAY_SECONDS;

/// How many views films had within [`POPULARITY_SECONDS`].
#[derive(Clone, Debug, PartialEq)]
pub struct ViewCounts {
    /// Of every film on record, a viewer's views of one day (UTC) being one.
    pub by_film: HashMap<FilmId, u32>,
    /// The moment at which they were counted.
    pub at: Moment,
}

impl Default for ViewCounts {
    /// No views.
    fn default() -> Self {
        Self { by_film: HashMap::new(), at: Moment::MIN }
    }
}

/// Returns the views a day of a film; `None` where neither views nor an imported figure are on record.
///
/// A film that was published less than [`POPULARITY_SECONDS`] before they were counted is measured since then, over a day at
/// least: the first view of a film that came out a minute ago is not 1440 a day.
pub(in crate::query) fn popularity(entry: &FilmEntry, views: &ViewCounts) -> Option<f64> {
    let Some(count) = views.by_film.get(&entry.id) else { return entry.popularity() };
    let age = entry.published.map_or(POPULARITY_SECONDS, |published| views.at.0.saturating_sub(published.0));
    let seconds = to_u32(age.clamp(DAY_SECONDS, POPULARITY_SECONDS));
    Some(f64::from(*count) * f64::from(to_u32(DAY_SECONDS)) / f64::from(seconds))
}
