//! What a question costs, guessed before it is answered, by what the snapshot has ready for it.
//!
//! A page of a ready order costs next to nothing, however large the catalogue. What has to look at every film that is
//! wanted grows with the catalogue: an order that is not ready, such as a random one or that of another moment; bounds
//! of `updated`; a phrase; films like many others. Such questions are dear where that comes to more than
//! [`DEAR_STEPS`], which it never does in a small catalogue.

use crate::catalog::Moment;
use crate::number::to_u64;

use super::question::{
    FilmQuestion, Filter, Inquiry, ListQuestion, MatchOrder, RecommendQuestion, Selection, SimilarQuestion, SortBy,
    SortKey, SortKeys, UpnextQuestion,
};
use super::snapshot::Snapshot;
use super::visible::Visible;
use super::{page, recommend};

/// Questions of more steps are dear: about a millisecond, ten times what a usual page takes. A step is to fetch one film
/// of a large catalogue from memory, which takes up to a tenth of a microsecond; the figures below are against that, from the
/// benches `query`, `search` and `load`.
const DEAR_STEPS: u64 = 10_000;

/// How many films are asked for a moment that nothing is ready for in the time of a step.
const SHOWN_IN_STEP: u64 = 10;
/// Steps that the order by `published` takes a film at such a moment.
const NEWEST_STEPS: u64 = 2;
/// Steps to see what of a film is shown at such a moment, and to put it where it stands then.
const MOVED_STEPS: u64 = 1;
/// How many films are found their place in an order by chance in the time of a step.
const CHANCED_IN_STEP: u64 = 4;
/// Of so many films, one value has one, more or less.
const TIED: u64 = 64;
/// How many films are compared by a ready order in the time of a step.
const COMPARED_IN_STEP: u64 = 8;
/// How many films are put into a ready order in the time of a step.
const PLACED_IN_STEP: u64 = 32;
/// Steps to rank a film that matches a phrase.
const RANKED_STEPS: u64 = 2;
/// To find what is like a film, and what bears a tag, is so much quicker than a step for each film of the catalogue.
const LIKE_IN_STEP: u64 = 500;
const TAGGED_IN_STEP: u64 = 5_000;
/// How many films a word of a phrase is looked for in in the time of a step.
const WORD_IN_STEP: u64 = 5;

/// A question whose cost can be told beforehand.
pub trait Priced {
    /// Tells whether the answer takes long.
    fn is_dear(&self, visible: &Visible<'_>) -> bool;
}

impl<Q: Priced> Inquiry<Q> {
    /// Tells whether the answer takes long.
    pub fn is_dear(&self, snapshot: &Snapshot, now: Moment) -> bool {
        self.question.is_dear(&self.look_at(snapshot, now))
    }
}

impl Priced for ListQuestion {
    fn is_dear(&self, visible: &Visible<'_>) -> bool {
        let films = candidates(visible.snapshot(), self.filter());
        let needed = to_u64(page::offset(self.page, self.size).saturating_add(page::places(self.size)));
        let ordering = match &self.selection {
            Selection::All(keys) if visible.has_sets() => finding_page(visible, keys, (films, needed)),
            Selection::All(keys) => sorting(visible, keys, (films, needed)),
            Selection::Matching { phrase, order } => {
                let ordering = match order {
                    MatchOrder::Relevance => needed.min(films) * RANKED_STEPS,
                    MatchOrder::By(keys) => sorting(visible, keys, (films, needed)),
                };
                ordering + finding(visible.snapshot(), phrase)
            }
        };
        let filtering = if visible.has_sets() {
            mending(visible)
        } else {
            seeing(visible) + filtering(visible, self.filter(), films)
        };
        filtering + ordering > DEAR_STEPS
    }
}

impl Priced for SimilarQuestion {
    fn is_dear(&self, visible: &Visible<'_>) -> bool {
        seeing(visible) + likening(visible, self.ids.len()) > DEAR_STEPS
    }
}

impl Inquiry<RecommendQuestion> {
    /// Tells whether the answer for somebody who has watched so many films takes long.
    pub fn is_dear_after(&self, watched: usize, snapshot: &Snapshot, now: Moment) -> bool {
        let visible = self.look_at(snapshot, now);
        seeing(&visible) + likening(&visible, watched.min(recommend::SEEDS)) > DEAR_STEPS
    }
}

impl Priced for FilmQuestion {
    fn is_dear(&self, visible: &Visible<'_>) -> bool {
        seeing(visible) + likening(visible, 1) > DEAR_STEPS
    }
}

impl Priced for UpnextQuestion {
    fn is_dear(&self, visible: &Visible<'_>) -> bool {
        // What is shown, of that what has items, and what is like the film that is playing.
        seeing(visible) * 3 + likening(visible, 1) > DEAR_STEPS
    }
}

/// Tells whether visibility and order are ready for the moment. For the present they are, but for the fifth of a second in
/// which something is being published: no usual question is called dear for that.
fn is_ready(visible: &Visible<'_>) -> bool {
    let (at, timed) = (visible.at(), &visible.snapshot().timed);
    at == visible.now() || timed.shown(at, visible.device()).is_some()
}

/// The steps to find which films are shown.
fn seeing(visible: &Visible<'_>) -> u64 {
    if is_ready(visible) { 0 } else { all(visible.snapshot()) / SHOWN_IN_STEP }
}

/// The steps to cut down so many films to those that are wanted.
fn filtering(visible: &Visible<'_>, filter: &Filter, films: u64) -> u64 {
    let Filter { updated_from, updated_to, tags_all, tags_any, tags_none, .. } = filter;
    let now = visible.now();
    let is_bounded = updated_from.is_some() || updated_to.is_some_and(|to| to.moment(now) != now);
    let tags = to_u64(tags_all.len() + tags_any.len() + tags_none.len());
    tags * all(visible.snapshot()) / TAGGED_IN_STEP + if is_bounded { films } else { 0 }
}

/// The steps to find of which films something other is shown than what the sets are of.
fn mending(visible: &Visible<'_>) -> u64 {
    let snapshot = visible.snapshot();
    snapshot.count_moved(visible.at()).map_or_else(|| all(snapshot), to_u64) * MOVED_STEPS
}

/// The steps to find a page by sets, of so many films at the most, as far as is needed.
fn finding_page(visible: &Visible<'_>, keys: &SortKeys, (films, needed): (u64, u64)) -> u64 {
    match keys.as_slice() {
        [SortBy { key: SortKey::Random(_), .. }, ..] => {
            // Either places are walked through until enough films are met, or each film is found its place: where these take
            // as long, both take the longest.
            let places = visible.snapshot().base.ids.as_ref().map_or(0, |ids| 1_u64 << ids.range().bits().min(40));
            let longest = (needed.min(films).saturating_mul(places) / CHANCED_IN_STEP).isqrt();
            films.min(longest.max(needed)) / CHANCED_IN_STEP
        }
        // Films of one value are compared, one in so many.
        [_, others @ ..] if others.iter().any(|sort| sort.key == SortKey::Published) && !is_ready(visible) => {
            films / TIED * NEWEST_STEPS
        }
        _ => 0,
    }
}

/// The steps to sort so many films as far as is needed.
fn sorting(visible: &Visible<'_>, keys: &SortKeys, (films, needed): (u64, u64)) -> u64 {
    let keys = keys.as_slice();
    let steps = |sort: &SortBy| match sort.key {
        SortKey::Random(_) => films / CHANCED_IN_STEP,
        SortKey::Published if !is_ready(visible) => films * NEWEST_STEPS,
        _ => 0,
    };
    let others = to_u64(keys.len().saturating_sub(1)) * films.min(needed) / COMPARED_IN_STEP;
    keys.iter().map(steps).sum::<u64>() + films / PLACED_IN_STEP + others
}

/// The steps to find the films that answer a phrase.
fn finding(snapshot: &Snapshot, phrase: &str) -> u64 {
    to_u64(snapshot.search.words(phrase)) * all(snapshot) / WORD_IN_STEP
}

/// The steps to find what is like so many films: the more there are, the more of the catalogue has something in common with
/// one of them, and the more there is in common.
fn likening(visible: &Visible<'_>, films: usize) -> u64 {
    to_u64(films).pow(2) * all(visible.snapshot()) / LIKE_IN_STEP
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
