//! Recommended films: without a viewer, the most popular.

use super::answer::ListAnswer;
use super::page;
use super::question::{RecommendQuestion, Sort, SortKey};
use super::snapshot::Snapshot;
use super::sort::{self, Window};

/// Answers what anybody would like, as one page: the most popular films that the view shows, `trailer` films left out.
pub fn popular(snapshot: &Snapshot, question: &RecommendQuestion) -> ListAnswer {
    let mut films = snapshot.visible(&question.view);
    if let Some(trailers) = snapshot.trailer_films() {
        films -= trailers;
    }
    let keys = [Sort { key: SortKey::Popularity, descending: true }];
    let items =
        sort::page(snapshot, &question.view, &films, &keys, Window { offset: 0, count: page::places(question.limit) });
    ListAnswer { page: 1, pages: u32::from(!items.is_empty()), items, suggests: Vec::new() }
}
