//! What a question costs, guessed before it is answered, by what the snapshot has ready for it.
//!
//! A page of a ready order costs next to nothing, however large the catalogue. What has to look at every film that is
//! wanted grows with the catalogue: an order that is not ready, such as a random one or that of another moment; bounds
//! of `updated`; a phrase; films like many others. Such questions are dear where that comes to more than
//! [`DEAR_STEPS`], which it never does in a small catalogue.

use crate::number::to_u64;

use super::question::{
    FilmQuestion, Filter, ListQuestion, Order, RecommendQuestion, SimilarQuestion, Sort, SortKey, UpnextQuestion, View,
};
use super::snapshot::Snapshot;
use super::{page, recommend, sort};

/// Questions of more steps are dear: about a millisecond, ten times what a usual page takes. A step is to fetch one film
/// of a large catalogue from memory, which takes up to a tenth of a microsecond; the figures below are against that, from the
/// benches `query`, `search` and `load`.
const DEAR_STEPS: u64 = 10_000;

/// How many films are asked for a moment that nothing is ready for in the time of a step.
const SHOWN_IN_STEP: u64 = 10;
/// Steps that the order by `published` takes a film at such a moment.
const NEWEST_STEPS: u64 = 2;
/// How many films are compared by a ready order in the time of a step.
const COMPARED_IN_STEP: u64 = 8;
/// Steps to rank a film that matches a phrase.
const RANKED_STEPS: u64 = 2;
/// To find what is like a film, and what bears a tag, is so much quicker than a step for each film of the catalogue.
const LIKE_IN_STEP: u64 = 20;
const TAGGED_IN_STEP: u64 = 5_000;
/// How many films a word of a phrase is looked for in in the time of a step.
const WORD_IN_STEP: u64 = 5;

impl ListQuestion {
    /// Tells whether the answer takes long.
    pub fn is_dear(&self, snapshot: &Snapshot) -> bool {
        let films = candidates(snapshot, &self.filter);
        let needed = to_u64(page::offset(self.page, self.size).saturating_add(page::places(self.size)));
        let ordering = match &self.order {
            Order::By(keys) => self.sorting(snapshot, keys, (films, needed)),
            Order::Relevance => needed.min(films) * RANKED_STEPS,
        };
        let steps = seeing(snapshot, &self.view) + filtering(snapshot, self, films) + ordering;
        steps + self.finding(snapshot) > DEAR_STEPS
    }

    /// The steps to sort so many films as far as is needed.
    fn sorting(&self, snapshot: &Snapshot, keys: &[Sort], (films, needed): (u64, u64)) -> u64 {
        let steps = |sort: &Sort| match sort.key {
            SortKey::Random(_) => films,
            SortKey::Published if !is_ready(snapshot, &self.view) => films * NEWEST_STEPS,
            _ => 0,
        };
        // Either the ready order is walked, or few films were found: more than this cannot be compared (see `sort`).
        let compared = films.min((sort::WALK_COST * needed).saturating_mul(all(snapshot)).isqrt());
        keys.iter().map(steps).sum::<u64>() + to_u64(keys.len()) * compared / COMPARED_IN_STEP
    }

    fn finding(&self, snapshot: &Snapshot) -> u64 {
        let Some(phrase) = &self.phrase else { return 0 };
        to_u64(snapshot.search.words(phrase)) * all(snapshot) / WORD_IN_STEP
    }
}

impl SimilarQuestion {
    /// Tells whether the answer takes long.
    pub fn is_dear(&self, snapshot: &Snapshot) -> bool {
        seeing(snapshot, &self.view) + likening(snapshot, self.ids.len()) > DEAR_STEPS
    }
}

impl RecommendQuestion {
    /// Tells whether the answer for somebody who has watched so many films takes long.
    pub fn is_dear(&self, snapshot: &Snapshot, watched: usize) -> bool {
        seeing(snapshot, &self.view) + likening(snapshot, watched.min(recommend::SEEDS)) > DEAR_STEPS
    }
}

impl FilmQuestion {
    /// Tells whether the answer takes long.
    pub fn is_dear(&self, snapshot: &Snapshot) -> bool {
        seeing(snapshot, &self.view) + likening(snapshot, 1) > DEAR_STEPS
    }
}

impl UpnextQuestion {
    /// Tells whether the answer takes long.
    pub fn is_dear(&self, snapshot: &Snapshot) -> bool {
        // What is shown, of that what has items, and what is like the film that is playing.
        seeing(snapshot, &self.view) * 3 + likening(snapshot, 1) > DEAR_STEPS
    }
}

/// Tells whether visibility and order are ready for the moment. For the present they are, but for the fifth of a second in
/// which something is being published: no usual question is called dear for that.
fn is_ready(snapshot: &Snapshot, view: &View) -> bool {
    view.at == view.now || snapshot.timed.shown(view.at, view.profile).is_some()
}

/// The steps to find which films the view shows.
fn seeing(snapshot: &Snapshot, view: &View) -> u64 {
    if is_ready(snapshot, view) { 0 } else { all(snapshot) / SHOWN_IN_STEP }
}

/// The steps to cut down so many films to those that are wanted.
fn filtering(snapshot: &Snapshot, question: &ListQuestion, films: u64) -> u64 {
    let Filter { updated_from, updated_to, tags_all, tags_any, tags_none, .. } = &question.filter;
    let is_bounded = updated_from.is_some() || updated_to.is_some_and(|to| to != question.view.now);
    let tags = to_u64(tags_all.len() + tags_any.len() + tags_none.len());
    tags * all(snapshot) / TAGGED_IN_STEP + if is_bounded { films } else { 0 }
}

/// The steps to find what is like so many films.
fn likening(snapshot: &Snapshot, films: usize) -> u64 {
    to_u64(films) * all(snapshot) / LIKE_IN_STEP
}

/// Returns how many films may be wanted at the most: those that bear the rarest of the tags, or are named.
fn candidates(snapshot: &Snapshot, filter: &Filter) -> u64 {
    let named = filter.only.as_ref().map(|ids| to_u64(ids.len()));
    let tagged = filter.tags_all.iter().map(|name| snapshot.tagged(name).map_or(0, |films| films.len()));
    tagged.chain(named).fold(all(snapshot), u64::min)
}

fn all(snapshot: &Snapshot) -> u64 {
    to_u64(snapshot.films())
}
