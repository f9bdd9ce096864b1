//! Similar films: those that share tags (the rarer the better), continue the same story, or have the same viewers.
//!
//! Films that share something rare are found from that, and scored one by one. Of films that share only what many share, those
//! that share the most come first, and among these the most popular: the order of popularity is gone through by words, until
//! no film that follows can come among the best. What they have to share for that grows as better ones are found.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::hint::select_unpredictable;

use foldhash::fast::RandomState;
use wordset::words;

use crate::catalog::TagKind;
use crate::number::{to_index, to_nearest_index, to_u32, to_u64, to_whole};

use super::answer::{Answer, ListAnswer};
use super::page;
use super::question::{Direction, SimilarQuestion};
use super::snapshot::{Row, Snapshot, TagFilms, TagNo};
use super::visible::{ShownPool, ShownRow, Visible};

/// What a part of the same story is worth, in tenths, beside a tag of [`weight`] 10.
const FAMILY: u64 = 15;
/// What the same viewers, all of them, are worth, in tenths; a third of them is much.
const SAME_VIEWERS: u64 = 20;
/// What something is worth that one film has. Worth is counted in whole numbers, so that sums do not depend on the order of what
/// is added; 64 bits have room for a thousand seeds of 1,600 tags each.
const UNIT: f64 = 1_099_511_627_776.0;
/// How many films are looked at, to find what so many have, in the time that it takes to add a tag to one.
const ASKED_IN_ADDING: u64 = 4;

/// Returns what a tag says that two films share, in tenths, if no others did; see [`Likeness::rarity`] for what it says where
/// others do.
fn weight(kind: TagKind) -> u64 {
    match kind {
        // `other` is where series of films have their tags.
        TagKind::Director | TagKind::Other => 10,
        TagKind::Genre => 8,
        TagKind::Actor => 5,
        TagKind::Country => 3,
        TagKind::Age => 2,
        // How a film is stored says nothing of it.
        TagKind::Quality => 0,
    }
}

impl<'s> Visible<'s> {
    /// Answers a question for films like some others, as one page: best first, without them.
    pub fn similar(&self, question: &SimilarQuestion) -> Answer<'s, ListAnswer> {
        // By id, and so by row.
        let seeds: Vec<Row> = question.ids.iter().filter_map(|id| self.find(*id)).map(ShownRow::row).collect();
        let mut pool = self.pool(question.age, false);
        for seed in &seeds {
            pool.leave_out(*seed);
        }
        Answer::new(self, ListAnswer::whole(rows(self.snapshot(), &seeds, &pool, page::places(question.limit))))
    }
}

/// Returns the films of a pool, which holds no seed, that are most like the seeds, best first, at most `limit`.
///
/// Output: without those that have nothing in common with any seed; ties go to the more popular, then to the smaller id. Empty
/// where there is no seed. Rarity is counted among the pool alone: a hidden film must not show in the order of others.
pub(super) fn rows(snapshot: &Snapshot, seeds: &[Row], pool: &ShownPool<'_>, limit: usize) -> Vec<ShownRow> {
    let mut likeness = Likeness { snapshot, pool, scores: HashMap::default(), common: Vec::new() };
    for seed in seeds {
        likeness.add_family(*seed);
        likeness.add_viewers(*seed);
    }
    likeness.add_tags(seeds, limit);
    likeness.best(limit)
}

/// A tag of the seeds.
struct SharedTag<F> {
    /// The films that bear it.
    films: F,
    worth: u64,
}

/// One that few films bear.
type RareTag<'a> = SharedTag<&'a TagFilms>;

/// One that many films bear: a bit for each, by place.
type CommonTag<'a> = SharedTag<&'a [u64]>;

/// Returns what a film shares that bears all of the tags.
fn total<F>(tags: &[SharedTag<F>]) -> u64 {
    tags.iter().map(|tag| tag.worth).sum()
}

/// What films have in common with the seeds.
struct Likeness<'a> {
    snapshot: &'a Snapshot,
    pool: &'a ShownPool<'a>,
    /// The films that have something rare in common, with what that is worth.
    scores: HashMap<Row, u64, RandomState>,
    /// What many have in common, the dearest first.
    common: Vec<CommonTag<'a>>,
}

impl Likeness<'_> {
    /// Adds the families of one seed; by two titles of the same family a film is no closer than by one.
    fn add_family(&mut self, seed: Row) {
        let (mut relatives, mut families) = (Vec::new(), 0);
        for family in self.snapshot.entry(seed).families() {
            let films = self.snapshot.base.families.of(family, seed);
            let films: Vec<Row> = films.filter(|row| self.pool.get(*row).is_some()).collect();
            let worth = FAMILY * self.rarity(to_u64(films.len()));
            families += usize::from(!films.is_empty());
            relatives.extend(films.into_iter().map(|film| (film, Reverse(worth))));
        }
        if families > 1 {
            relatives.sort_unstable();
            // The dearest stay.
            relatives.dedup_by_key(|(film, _)| *film);
        }
        relatives.into_iter().for_each(|(film, Reverse(worth))| self.add(film, worth));
    }

    fn add_viewers(&mut self, seed: Row) {
        let together = self.snapshot.together.get(&self.snapshot.entry(seed).id);
        for (film, share) in together.into_iter().flatten().filter(|(_, share)| *share > 0.0) {
            if let Some(film) = self.snapshot.row(*film).and_then(|row| self.pool.get(row)) {
                self.add(film.row(), SAME_VIEWERS * to_whole(f64::from(*share) * UNIT));
            }
        }
    }

    /// Adds the tags, the dearest first. Once no film can come among the best `limit` that has none of them yet, no more films
    /// are looked for.
    fn add_tags(&mut self, seeds: &[Row], limit: usize) {
        let mut weights: BTreeMap<TagNo, u64> = BTreeMap::new();
        for tag in seeds.iter().flat_map(|seed| self.snapshot.entry(*seed).tags()) {
            *weights.entry(tag).or_default() += self.snapshot.tags().kind(tag).map_or(0, weight);
        }
        let (pool, order, mut rare) = (self.pool, self.pool.order(), Vec::new());
        for (tag, weight) in weights.into_iter().filter(|(_, weight)| *weight > 0) {
            if let Some(set) = order.layout.tag(tag) {
                let worth = weight * self.rarity(pool.count_in(set));
                self.common.push(SharedTag { films: words(order.space.set(set)), worth });
            } else if let Some(films) = self.snapshot.base.bitmaps.tagged(tag) {
                rare.push(SharedTag { films, worth: weight * self.rarity(pool.count_of(films)) });
            }
        }
        self.common.sort_by_key(|tag| Reverse(tag.worth));
        rare.sort_by_key(|tag| Reverse(tag.worth));
        let (mut left, mut is_settled) = (total(&rare) + total(&self.common), false);
        for tag in rare {
            is_settled = is_settled || self.is_settled(limit, left, &tag);
            left -= tag.worth;
            if is_settled {
                tag.films.each(|film| self.scores.get_mut(&film).into_iter().for_each(|score| *score += tag.worth));
            } else {
                self.scores.reserve(to_nearest_index(tag.films.len()));
                pool.each_of(tag.films, |film| self.add(film, tag.worth));
            }
        }
    }

    fn add(&mut self, film: Row, worth: u64) {
        *self.scores.entry(film).or_default() += worth;
    }

    /// Tells whether so many films already have more than any could get of what is left, the next tag included. If to find that
    /// out takes longer than to add the tag, the answer is no.
    fn is_settled(&self, limit: usize, left: u64, next: &RareTag<'_>) -> bool {
        let scores = || self.scores.values().copied().collect();
        next.films.len() * ASKED_IN_ADDING >= to_u64(self.scores.len()) && least_of_best(scores(), limit) > left
    }

    /// Returns how rare something is of which so many films of the pool have it: [`UNIT`] where one film has it, falling fast, but
    /// above 0 even where all have it.
    fn rarity(&self, bearers: u64) -> u64 {
        let count = |films: u64| f64::from(to_u32(films.max(1)));
        let films = count(self.pool.len());
        let share = (films / count(bearers)).ln_1p() / films.ln_1p();
        to_whole(share * share * UNIT)
    }

    fn best(&self, limit: usize) -> Vec<ShownRow> {
        let mut best = Best { limit, films: BinaryHeap::new() };
        self.take_scored(&mut best);
        self.take_common(&mut best);
        best.films.into_sorted_vec().into_iter().map(|ranked| ranked.film).collect()
    }

    /// Takes films that have something rare in common: one tag after another is looked for in all that can still come among the
    /// best, so that many wait for memory at once.
    fn take_scored(&self, best: &mut Best) {
        let mut left = total(&self.common);
        let mut films: Vec<(u64, Row)> = self.scores.iter().map(|(row, score)| (*score, *row)).collect();
        keep_best(&mut films, best.limit, left);
        let rows: Vec<Row> = films.iter().map(|(_, row)| *row).collect();
        let places = self.pool.order().column.places_of(&rows);
        let mut films: Vec<(u64, usize)> =
            films.into_iter().zip(places).map(|((score, _), place)| (score, place)).collect();
        for tag in &self.common {
            left -= tag.worth;
            for (score, place) in &mut films {
                *score += select_unpredictable(wordset::has(tag.films, *place), tag.worth, 0);
            }
            keep_best(&mut films, best.limit, left);
        }
        films.into_iter().for_each(|(score, place)| self.offer(best, place, score));
    }

    /// Takes films that have only in common what many have.
    fn take_common(&self, best: &mut Best) {
        let (films, column) = (self.pool.words(), self.pool.order().column);
        let known = column.known();
        let (last, inside) = (known / 64, (1 << (known % 64)) - 1);
        // Backwards through the films that have a popularity, then forwards through those that lack it.
        let known_words = (0..=last).rev().map(|at| (at, if at == last { inside } else { u64::MAX }));
        let others = (last..films.len()).map(|at| (at, if at == last { !inside } else { u64::MAX }));
        let mut needs = Needs::new(&self.common, best.least());
        for (at, mask) in known_words.chain(others) {
            let Some(mut left) = films.get(at).map(|films| films & mask).filter(|left| *left != 0) else { continue };
            let is_tied = needs.most == needs.least;
            if needs.most < needs.least || is_tied && !best.takes(&self.bound(needs.most, at, known)) {
                return;
            }
            needs.keep(&mut left, at);
            if left == 0 {
                continue;
            }
            let scores = self.scores_of_word(at, left);
            while left != 0 {
                let bit = to_index(left.trailing_zeros());
                left &= left - 1;
                if scores[bit] >= needs.least && !self.scores.contains_key(&column.at(at * 64 + bit)) {
                    self.offer(best, at * 64 + bit, scores[bit]);
                }
            }
            if best.least() > needs.least {
                needs = Needs::new(&self.common, best.least());
            }
        }
    }

    /// Returns what films of a word share of what many share, by bit.
    fn scores_of_word(&self, at: usize, films: u64) -> [u64; 64] {
        let mut scores = [0; 64];
        for tag in &self.common {
            let mut left = tag.films[at] & films;
            while left != 0 {
                scores[to_index(left.trailing_zeros())] += tag.worth;
                left &= left - 1;
            }
        }
        scores
    }

    /// Returns a standing that no film of a word, and none that follows, is before, if it shares nothing rare; `most` is what it may
    /// share.
    fn bound(&self, most: u64, at: usize, known: usize) -> SimilarRank {
        let column = self.pool.order().column;
        // What follows in the order by popularity of the films of one popularity may have a smaller id, but of those without.
        let (last, row) =
            if at * 64 < known { (known.min(at * 64 + 64) - 1, Row::at(0)) } else { (at * 64, column.at(at * 64)) };
        SimilarRank { score: !most, popularity: column.key_at(last, Direction::Descending), row }
    }

    /// Offers a film that shares so much.
    fn offer(&self, best: &mut Best, place: usize, score: u64) {
        let column = self.pool.order().column;
        let popularity = column.key_at(place, Direction::Descending);
        let standing = SimilarRank { score: !score, popularity, row: column.at(place) };
        if best.takes(&standing)
            && let Some(film) = self.pool.get(standing.row)
        {
            best.put(Ranked { standing, film });
        }
    }
}

/// Returns what the best films have, so many of them, at the least; 0 where there are not so many.
fn least_of_best(mut scores: Vec<u64>, limit: usize) -> u64 {
    let last = limit.checked_sub(1).filter(|last| *last < scores.len());
    last.map_or(0, |last| *scores.select_nth_unstable_by(last, |a, b| b.cmp(a)).1)
}

/// Keeps the films that can come among the best, so many, by their scores, to which so much may come.
fn keep_best<F>(films: &mut Vec<(u64, F)>, limit: usize, left: u64) {
    if films.len() > limit {
        let least = least_of_best(films.iter().map(|(score, _)| *score).collect(), limit);
        films.retain(|(score, _)| score + left >= least);
    }
}

/// Where a film stands: less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SimilarRank {
    /// What it shares, all bits turned round.
    score: u64,
    /// What it stands by in the order by popularity, the most popular first.
    popularity: u64,
    row: Row,
}

/// A film by its standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    standing: SimilarRank,
    film: ShownRow,
}

/// The best films so far.
struct Best {
    /// How many are wanted.
    limit: usize,
    /// The worst of them first.
    films: BinaryHeap<Ranked>,
}

impl Best {
    /// Tells whether a film of this standing comes among them.
    fn takes(&self, standing: &SimilarRank) -> bool {
        self.films.len() < self.limit || self.films.peek().is_some_and(|worst| *standing < worst.standing)
    }

    fn put(&mut self, film: Ranked) {
        if self.films.len() == self.limit {
            self.films.pop();
        }
        self.films.push(film);
    }

    /// Returns the least that a film must share to come among them.
    fn least(&self) -> u64 {
        let worst = self.films.peek().filter(|_| self.films.len() == self.limit);
        worst.map_or(1, |worst| !worst.standing.score)
    }
}

/// What a film must share of what many share.
struct Needs<'a> {
    /// All of these.
    all: &'a [CommonTag<'a>],
    /// One of these.
    any: &'a [CommonTag<'a>],
    /// What it must share at the least, and what films can share at the most.
    least: u64,
    most: u64,
}

impl<'a> Needs<'a> {
    /// Finds what a film must share that shares so much at the least; the dearest tags come first.
    fn new(common: &'a [CommonTag<'a>], least: u64) -> Self {
        let most = total(common);
        let all = common.iter().take_while(|tag| most - tag.worth < least).count();
        let mut rest = 0;
        let spared = common.iter().rev().take_while(|tag| {
            rest += tag.worth;
            rest < least
        });
        let any = common.len() - spared.count();
        Self { all: &common[..all], any: &common[..any], least, most }
    }

    /// Keeps those films of a word that share what they must.
    fn keep(&self, films: &mut u64, at: usize) {
        if self.all.is_empty() {
            *films &= self.any.iter().fold(0, |any, tag| any | tag.films[at]);
        }
        for tag in self.all {
            *films &= tag.films[at];
        }
    }
}
