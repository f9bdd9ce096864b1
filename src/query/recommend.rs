//! Recommended films: what a viewer would like, or, without a viewer, the most popular.

use std::collections::HashMap;
use std::hash::Hash;

use crate::catalog::FilmId;
use crate::number::{to_f32, to_f64};

use super::answer::{Answer, ListAnswer};
use super::question::RecommendQuestion;
use super::snapshot::Row;
use super::visible::{ShownPool, ShownRow, Visible};
use super::{page, similar};

/// How many of the films watched last say what content a viewer likes.
pub(super) const SEEDS: usize = 10;
/// What a place in one of the two orders is worth is `1 / (SOFTNESS + place)`: the greater, the less the first places
/// stand out.
const SOFTNESS: f32 = 10.0;
/// What the order by content is worth beside that by behaviour. With [`SOFTNESS`] the best film that nobody has watched
/// yet comes in at about the twelfth place.
const CONTENT_WEIGHT: f32 = 0.5;

impl<'s> Visible<'s> {
    /// Answers what anybody would like, as one page: the most popular films, `trailer` films left out.
    pub fn popular(&self, question: &RecommendQuestion) -> Answer<'s, ListAnswer> {
        self.fresh(&[]).best(question, &[])
    }

    /// Finds what is shown and the viewer has not watched; `watched` ends with the film watched last.
    pub fn fresh(&self, watched: &[FilmId]) -> Fresh<'s> {
        let snapshot = self.snapshot();
        let mut pool = self.pool(None, false);
        let watched: Vec<Row> = watched.iter().filter_map(|film| snapshot.row(*film)).collect();
        for row in &watched {
            pool.leave_out(*row);
        }
        let seeds = watched.into_iter().rev().take(SEEDS).collect();
        Fresh { visible: *self, pool, seeds }
    }
}

/// The films that may be recommended to one viewer.
pub struct Fresh<'s> {
    visible: Visible<'s>,
    /// What is shown, without `trailer` films and what was watched.
    pool: ShownPool<'s>,
    /// Films watched last, of those that are in the catalogue, hidden or not.
    seeds: Vec<Row>,
}

impl<'s> Fresh<'s> {
    /// Tells whether the film is one of them.
    pub fn holds(&self, film: FilmId) -> bool {
        self.get(film).is_some()
    }

    /// Answers the best of them, as one page.
    ///
    /// `scores` are films by what viewers alike watch, best first; others among them do not count. They are blended with
    /// films of like content, so that new films and new viewers are served too; the most popular fill the page.
    pub fn best(&self, question: &RecommendQuestion, scores: &[(FilmId, f32)]) -> Answer<'s, ListAnswer> {
        let limit = page::places(question.limit);
        let behaviour: Vec<ShownRow> = scores.iter().filter_map(|(film, _)| self.get(*film)).take(limit).collect();
        let content = similar::rows(self.visible.snapshot(), &self.seeds, &self.pool, limit);
        let mut items = blend(&behaviour, &content);
        items.truncate(limit);
        if items.len() < limit {
            let mut rest = self.pool.clone();
            for film in &items {
                rest.leave_out(film.row());
            }
            items.extend(rest.most_popular(limit - items.len()));
        }
        Answer::new(&self.visible, ListAnswer::whole(items))
    }

    fn get(&self, film: FilmId) -> Option<ShownRow> {
        self.pool.get(self.visible.snapshot().row(film)?)
    }
}

/// Blends two orders by the places in them: what stands high in both comes first; ties go to the smaller id.
///
/// Places, not scores: those of behaviour and content are not of one scale.
fn blend<F: Copy + Eq + Hash + Ord>(behaviour: &[F], content: &[F]) -> Vec<F> {
    let mut worth: HashMap<F, f32> = HashMap::new();
    for (films, weight) in [(behaviour, 1.0), (content, CONTENT_WEIGHT)] {
        for (place, film) in films.iter().enumerate() {
            *worth.entry(*film).or_default() += weight / (SOFTNESS + to_f32(to_f64(place)));
        }
    }
    let mut blended: Vec<(F, f32)> = worth.into_iter().collect();
    blended.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    blended.into_iter().map(|(film, _)| film).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_orders_hold_comes_first_and_behaviour_counts_for_more() {
        assert_eq!(blend(&[1, 2, 3], &[4, 3]), [3, 1, 2, 4]);
        assert_eq!(blend(&[], &[4, 3]), [4, 3]);
        let behaviour: Vec<u32> = (100..140).collect();
        let place = blend(&behaviour, &[1]).iter().position(|film| *film == 1);
        assert_eq!(place, Some(10), "a film that nobody has watched yet is not left for the end");
    }
}
