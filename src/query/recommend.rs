//! Recommended films: what a viewer would like, or, without a viewer, the most popular.

use std::collections::HashMap;

use roaring::RoaringBitmap;

use crate::catalog::FilmId;
use crate::number::{to_f32, to_f64};

use super::answer::ListAnswer;
use super::question::{RecommendQuestion, Sort, SortKey};
use super::snapshot::{Row, Snapshot};
use super::sort::{self, Window};
use super::{page, similar};

/// How many of the films watched last say what content a viewer likes.
pub(super) const SEEDS: usize = 10;
/// What a place in one of the two orders is worth is `1 / (SOFTNESS + place)`: the greater, the less the first places
/// stand out.
const SOFTNESS: f32 = 10.0;
/// What the order by content is worth beside that by behaviour. With [`SOFTNESS`] the best film that nobody has watched
/// yet comes in at about the twelfth place.
const CONTENT_WEIGHT: f32 = 0.5;

/// Answers what anybody would like, as one page: the most popular films that the view shows, `trailer` films left out.
pub fn popular(snapshot: &Snapshot, question: &RecommendQuestion) -> ListAnswer {
    Fresh::new(snapshot, question, &[]).best(&[])
}

/// The films that may be recommended to one viewer.
pub struct Fresh<'a> {
    snapshot: &'a Snapshot,
    question: &'a RecommendQuestion,
    /// What the view shows, without `trailer` films and what was watched.
    films: RoaringBitmap,
    /// Films watched last, of those that are in the catalogue, hidden or not.
    seeds: Vec<Row>,
}

impl<'a> Fresh<'a> {
    /// Finds what the view shows and the viewer has not watched; `watched` ends with the film watched last.
    pub fn new(snapshot: &'a Snapshot, question: &'a RecommendQuestion, watched: &[FilmId]) -> Self {
        let mut films = snapshot.visible(&question.view);
        if let Some(trailers) = snapshot.trailer_films() {
            films -= trailers;
        }
        let watched: Vec<Row> = watched.iter().filter_map(|film| snapshot.row(*film)).collect();
        for row in &watched {
            films.remove(row.bit());
        }
        let seeds = watched.into_iter().rev().take(SEEDS).collect();
        Self { snapshot, question, films, seeds }
    }

    /// Tells whether the film is one of them.
    pub fn holds(&self, film: FilmId) -> bool {
        self.snapshot.row(film).is_some_and(|row| self.films.contains(row.bit()))
    }

    /// Answers the best of them, as one page.
    ///
    /// `scores` are films by what viewers alike watch, best first; others among them do not count. They are blended with
    /// films of like content, so that new films and new viewers are served too; the most popular fill the page.
    pub fn best(&self, scores: &[(FilmId, f32)]) -> ListAnswer {
        let limit = page::places(self.question.limit);
        let behaviour = scores.iter().filter_map(|(film, _)| self.snapshot.row(*film));
        let behaviour: Vec<Row> = behaviour.filter(|row| self.films.contains(row.bit())).take(limit).collect();
        let content = similar::rows(self.snapshot, &self.seeds, &self.films, limit);
        let mut items = blend(&behaviour, &content);
        items.truncate(limit);
        if items.len() < limit {
            let rest = &self.films - &items.iter().map(|row| row.bit()).collect::<RoaringBitmap>();
            let keys = [Sort { key: SortKey::Popularity, descending: true }];
            let wanted = Window { offset: 0, count: limit - items.len() };
            items.extend(sort::page(self.snapshot, &self.question.view, &rest, &keys, wanted));
        }
        ListAnswer { page: 1, pages: u32::from(!items.is_empty()), items, suggests: Vec::new() }
    }
}

/// Blends two orders by the places in them: what stands high in both comes first; ties go to the smaller id.
///
/// Places, not scores: those of behaviour and content are not of one scale.
fn blend(behaviour: &[Row], content: &[Row]) -> Vec<Row> {
    let mut worth: HashMap<Row, f32> = HashMap::new();
    for (rows, weight) in [(behaviour, 1.0), (content, CONTENT_WEIGHT)] {
        for (place, row) in rows.iter().enumerate() {
            *worth.entry(*row).or_default() += weight / (SOFTNESS + to_f32(to_f64(place)));
        }
    }
    let mut blended: Vec<(Row, f32)> = worth.into_iter().collect();
    blended.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    blended.into_iter().map(|(row, _)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bits: &[u32]) -> Vec<Row> {
        bits.iter().map(|bit| Row::from_bit(*bit)).collect()
    }

    #[test]
    fn what_both_orders_hold_comes_first_and_behaviour_counts_for_more() {
        assert_eq!(blend(&rows(&[1, 2, 3]), &rows(&[4, 3])), rows(&[3, 1, 2, 4]));
        assert_eq!(blend(&[], &rows(&[4, 3])), rows(&[4, 3]));
        let behaviour: Vec<u32> = (100..140).collect();
        let place = blend(&rows(&behaviour), &rows(&[1])).iter().position(|row| *row == Row::from_bit(1));
        assert_eq!(place, Some(10), "a film that nobody has watched yet is not left for the end");
    }
}
