//! Similar films: those that share tags (the rarer the better), continue the same story, or have the same viewers.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use roaring::RoaringBitmap;

use crate::catalog::TagKind;
use crate::number::{to_u32, to_u64};

use super::answer::{Answer, ListAnswer};
use super::page;
use super::page::Window;
use super::question::{Direction, SimilarQuestion};
use super::snapshot::{Row, Snapshot, TagNo};
use super::sort;
use super::visible::{ShownFilms, ShownRow, Visible};

/// What a part of the same story is worth, beside a tag of [`weight`] 1.
const FAMILY: f64 = 1.5;
/// What the same viewers, all of them, are worth; a third of them is much.
const SAME_VIEWERS: f64 = 2.0;
/// How much dearer it is to look at a film that was found (whether its score is among the best, whether it bears a tag)
/// than to add to the scores of those that bear a tag.
const ASKING: u64 = 4;
/// By how much sums may differ that are made in another order.
const ROUNDING: f64 = 1e-9;

/// Returns what a tag says that two films share, if no others did; see [`rarity`] for what it says where others do.
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

impl<'s> Visible<'s> {
    /// Answers a question for films like some others, as one page: best first, without them.
    pub fn similar(&self, question: &SimilarQuestion) -> Answer<'s, ListAnswer> {
        // By id, and so by row.
        let seeds: Vec<Row> = question.ids.iter().filter_map(|id| self.find(*id)).map(ShownRow::row).collect();
        let allowed = self.for_age(question.age);
        let films = rows(self.snapshot(), &seeds, &allowed, page::places(question.limit));
        Answer::new(self, ListAnswer::whole(films))
    }
}

/// Returns the films of `allowed` most like the seeds, best first, at most `limit`.
///
/// Output: without the seeds, without films tagged `trailer`, without those that have nothing in common with any seed;
/// ties go to the more popular, then to the smaller id. Empty where there is no seed.
pub(super) fn rows(snapshot: &Snapshot, seeds: &[Row], allowed: &ShownFilms, limit: usize) -> Vec<ShownRow> {
    let mut allowed = match snapshot.trailer_films() {
        Some(trailers) => allowed.without(&trailers),
        None => allowed.clone(),
    };
    for seed in seeds {
        allowed.remove(*seed);
    }
    let mut scores = Scores::new(snapshot, allowed);
    for seed in seeds {
        scores.add_family(*seed);
        scores.add_viewers(*seed);
    }
    scores.add_tags(seeds, limit);
    scores.best(limit)
}

/// How much each film has in common with the seeds.
struct Scores<'a> {
    snapshot: &'a Snapshot,
    /// The films that may come. Rarity is counted among these alone: a hidden film must not show in the order of
    /// others.
    allowed: ShownFilms,
    /// By row.
    scores: Vec<f64>,
    /// The films that have anything, in the order found.
    found: Vec<ShownRow>,
}

impl<'a> Scores<'a> {
    fn new(snapshot: &'a Snapshot, allowed: ShownFilms) -> Self {
        Self { snapshot, allowed, scores: vec![0.0; snapshot.base.entries.len()], found: Vec::new() }
    }

    /// Adds something above 0.
    fn add(&mut self, film: ShownRow, worth: f64) {
        let score = &mut self.scores[film.row().index()];
        if *score == 0.0 {
            self.found.push(film);
        }
        *score += worth;
    }

    /// Adds the tags, what says most first. Once nothing that is left could bring a film among the best `limit`, no
    /// more films are looked for: half of a catalogue shares a genre with a film, and hardly any of it matters.
    fn add_tags(&mut self, seeds: &[Row], limit: usize) {
        let mut shared = self.shared(seeds);
        shared.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut left: f64 = shared.iter().map(|(_, worth)| worth).sum();
        let (mut is_settled, mut asked, mut added) = (false, 0, 0);
        for (bearers, worth) in shared {
            let found = to_u64(self.found.len());
            added += bearers.len();
            if !is_settled && (asked + found) * ASKING <= added {
                asked += found;
                is_settled = self.is_settled(limit, left);
            }
            left -= worth;
            // Where many were found it takes less to go through the bearers again; a film too many does no harm.
            if is_settled && found * ASKING <= bearers.len() {
                for row in self.found.iter().map(|film| film.row()).filter(|row| bearers.contains(row.bit())) {
                    self.scores[row.index()] += worth;
                }
            } else {
                self.allowed.among(&bearers).iter().for_each(|film| self.add(film, worth));
            }
        }
    }

    /// Returns the bearers of each tag of the seeds, with what the tag is worth if that is anything, by number.
    fn shared(&self, seeds: &[Row]) -> Vec<(Cow<'a, RoaringBitmap>, f64)> {
        let mut weights: BTreeMap<TagNo, f64> = BTreeMap::new();
        for tag in seeds.iter().flat_map(|seed| self.snapshot.entry(*seed).tags()) {
            *weights.entry(tag).or_default() += self.snapshot.tags().kind(tag).map_or(0.0, weight);
        }
        let worth = |(tag, weight): (TagNo, f64)| {
            let bearers = self.snapshot.base.bitmaps.tagged(tag)?.bitmap();
            let rarity = rarity(bearers.intersection_len(self.allowed.bits()), self.allowed.len());
            Some((bearers, weight * rarity))
        };
        weights.into_iter().filter_map(worth).filter(|(_, worth)| *worth > 0.0).collect()
    }

    /// Tells whether `limit` films already have more than a film could get of what is left.
    fn is_settled(&self, limit: usize, left: f64) -> bool {
        let mut scores: Vec<f64> = self.found.iter().map(|film| self.scores[film.row().index()]).collect();
        let Some(last) = limit.checked_sub(1).filter(|last| *last < scores.len()) else { return false };
        let (_, least, _) = scores.select_nth_unstable_by(last, |a, b| b.total_cmp(a));
        *least > left * (1.0 + ROUNDING)
    }

    /// Adds the families of one seed; by two titles of the same family a film is no closer than by one.
    fn add_family(&mut self, seed: Row) {
        let mut relatives: HashMap<ShownRow, f64> = HashMap::new();
        for family in self.snapshot.entry(seed).families() {
            let films = self.snapshot.base.families.of(family, seed);
            let films: Vec<ShownRow> = films.filter_map(|row| self.allowed.get(row)).collect();
            let worth = FAMILY * rarity(to_u64(films.len()), self.allowed.len());
            for film in films {
                let best = relatives.entry(film).or_default();
                *best = worth.max(*best);
            }
        }
        relatives.into_iter().for_each(|(film, worth)| self.add(film, worth));
    }

    fn add_viewers(&mut self, seed: Row) {
        let together = self.snapshot.together.get(&self.snapshot.entry(seed).id);
        for (film, share) in together.into_iter().flatten().filter(|(_, share)| *share > 0.0) {
            if let Some(film) = self.snapshot.row(*film).and_then(|row| self.allowed.get(row)) {
                self.add(film, SAME_VIEWERS * f64::from(*share));
            }
        }
    }

    fn best(self, limit: usize) -> Vec<ShownRow> {
        // Above zero a greater number has the greater bits.
        let score = |row: Row| !self.scores[row.index()].to_bits();
        let popularity = |row: Row| self.snapshot.base.popularity.key(row, Direction::Descending);
        let key = |film: ShownRow| [score(film.row()), popularity(film.row()), 0];
        sort::select(self.found.iter().map(|film| (key(*film), *film)), Window { offset: 0, count: limit })
    }
}

/// Returns how rare something is among films: 1 where one film has it, falling fast, but above 0 even where all have
/// it.
fn rarity(bearers: u64, films: u64) -> f64 {
    let count = |films: u64| f64::from(to_u32(films.max(1)));
    let share = (count(films) / count(bearers)).ln_1p() / count(films).ln_1p();
    share * share
}
