//! Similar films: those that share tags (the rarer the better), continue the same story, or have the same viewers.

use std::collections::{BTreeMap, HashMap};

use roaring::RoaringBitmap;

use crate::catalog::TagKind;

use super::answer::ListAnswer;
use super::question::SimilarQuestion;
use super::snapshot::{Row, Snapshot, TagNo};
use super::{film, page};

/// What a part of the same story is worth, beside a tag of [`weight`] 1.
const FAMILY: f64 = 1.5;
/// What the same viewers, all of them, are worth; a third of them is much.
const SAME_VIEWERS: f64 = 2.0;

/// Gives what a tag says that two films share, if no others did; see [`rarity`] for what it says where others do.
fn weight(kind: TagKind) -> f64 {
    match kind {
        // `other` is where series of films have their tags.
        TagKind::Director | TagKind::Other => 1.0,
        TagKind::Genre => 0.8,
        TagKind::Actor => 0.5,
        TagKind::Country => 0.3,
        TagKind::Age => 0.2,
        // How a film is stored says nothing of it.
        TagKind::Quality => 0.0,
    }
}

/// Answers a question for films like some others, as one page: best first, without them.
pub fn list(snapshot: &Snapshot, question: &SimilarQuestion) -> ListAnswer {
    let view = &question.view;
    let mut seeds: Vec<Row> = question.ids.iter().filter_map(|id| film::visible_row(snapshot, view, *id)).collect();
    seeds.sort_unstable();
    seeds.dedup();
    let mut allowed = snapshot.visible(view);
    if let Some(age) = question.age {
        allowed &= snapshot.for_age(age);
    }
    let items = rows(snapshot, &seeds, &allowed, page::places(question.limit));
    ListAnswer { page: 1, pages: u32::from(!items.is_empty()), items, suggests: Vec::new() }
}

/// Gives the films of `allowed` most like the seeds, best first, at most `limit`.
///
/// Output: without the seeds, without films tagged `trailer`, without those that have nothing in common with any seed;
/// ties go to the more popular, then to the smaller id. Empty where there is no seed.
pub fn rows(snapshot: &Snapshot, seeds: &[Row], allowed: &RoaringBitmap, limit: usize) -> Vec<Row> {
    let mut allowed = match snapshot.trailer_films() {
        Some(trailers) => allowed - trailers,
        None => allowed.clone(),
    };
    for seed in seeds {
        allowed.remove(seed.bit());
    }
    let mut scores = Scores::new(snapshot, allowed);
    scores.add_tags(seeds);
    for seed in seeds {
        scores.add_family(*seed);
        scores.add_viewers(*seed);
    }
    scores.best(limit)
}

/// How much each film has in common with the seeds.
struct Scores<'a> {
    snapshot: &'a Snapshot,
    /// The films that may come. Rarity is counted among these alone: a hidden film must not show in the order of others.
    allowed: RoaringBitmap,
    /// By row.
    scores: Vec<f64>,
}

impl<'a> Scores<'a> {
    fn new(snapshot: &'a Snapshot, allowed: RoaringBitmap) -> Self {
        Self { snapshot, allowed, scores: vec![0.0; snapshot.base.entries.len()] }
    }

    fn add_tags(&mut self, seeds: &[Row]) {
        let mut shared: BTreeMap<TagNo, f64> = BTreeMap::new();
        for (tag, kind) in seeds.iter().flat_map(|seed| tags(self.snapshot, *seed)) {
            *shared.entry(tag).or_default() += weight(kind);
        }
        for (tag, weight) in shared.into_iter().filter(|(_, weight)| *weight > 0.0) {
            let bearers = &self.snapshot.base.tagged[tag.index()] & &self.allowed;
            let worth = weight * rarity(bearers.len(), self.allowed.len());
            for bit in bearers {
                self.scores[Row::from_bit(bit).index()] += worth;
            }
        }
    }

    /// Adds the families of one seed; by two titles of the same family a film is no closer than by one.
    fn add_family(&mut self, seed: Row) {
        let mut relatives: HashMap<Row, f64> = HashMap::new();
        for family in &self.snapshot.entry(seed).families {
            let films = self.snapshot.base.families.of(*family, seed);
            let films: Vec<Row> = films.filter(|film| self.allowed.contains(film.bit())).collect();
            let worth = FAMILY * rarity(u64::try_from(films.len()).unwrap_or(u64::MAX), self.allowed.len());
            for film in films {
                let best = relatives.entry(film).or_default();
                *best = worth.max(*best);
            }
        }
        for (film, worth) in relatives {
            self.scores[film.index()] += worth;
        }
    }

    fn add_viewers(&mut self, seed: Row) {
        let together = self.snapshot.together.get(&self.snapshot.entry(seed).id);
        for (film, share) in together.into_iter().flatten() {
            if let Some(film) = self.snapshot.row(*film).filter(|film| self.allowed.contains(film.bit())) {
                self.scores[film.index()] += SAME_VIEWERS * f64::from(*share);
            }
        }
    }

    fn best(self, limit: usize) -> Vec<Row> {
        let score = |row: &Row| self.scores[row.index()];
        let mut best: Vec<Row> = self.allowed.iter().map(Row::from_bit).filter(|row| score(row) > 0.0).collect();
        let better = |a: &Row, b: &Row| {
            let popularity = |row: &Row| self.snapshot.base.popularity.key(*row, true);
            score(b).total_cmp(&score(a)).then_with(|| popularity(a).cmp(&popularity(b))).then(a.cmp(b))
        };
        if best.len() > limit {
            best.select_nth_unstable_by(limit, better);
            best.truncate(limit);
        }
        best.sort_unstable_by(better);
        best
    }
}

fn tags(snapshot: &Snapshot, row: Row) -> impl Iterator<Item = (TagNo, TagKind)> {
    let kind = |tag| snapshot.tags().get(tag).map(|(tag, _)| tag.kind);
    snapshot.entry(row).tags.iter().filter_map(move |tag| Some((snapshot.tags().number(*tag)?, kind(*tag)?)))
}

/// Gives how rare something is among films: 1 where one film has it, falling fast, but above 0 even where all have it.
fn rarity(bearers: u64, films: u64) -> f64 {
    let count = |films: u64| f64::from(u32::try_from(films.max(1)).unwrap_or(u32::MAX));
    let share = (count(films) / count(bearers)).ln_1p() / count(films).ln_1p();
    share * share
}
