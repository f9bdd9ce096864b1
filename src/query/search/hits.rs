//! The films that answer a phrase: how many, which, and the pages of their order.

use std::fmt;
use std::rc::Rc;

use roaring::RoaringBitmap;

use crate::language::stemmer::Stemmer;
use crate::number::to_index;

use super::bits::ones;
use super::live::LiveSegment;
use super::matching::TermMatches;
use super::phrase::Phrase;
use super::rank::{Rank, Ranker};
use super::segment::Field;
use super::steps::Reachable;

/// A film that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// How well it answers.
    pub rank: Rank,
    /// Its row in the snapshot.
    pub row: u32,
}

/// The films that answer a phrase. A single letter finds most of a catalogue, so films are ranked only as far as is
/// asked for.
pub struct Hits<'a> {
    pub(super) stemmer: &'a Stemmer,
    pub(super) allowed: &'a RoaringBitmap,
    pub(super) phrase: Phrase,
    pub(super) parts: Vec<SegmentHits<'a>>,
}

impl fmt::Debug for Hits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hits").field("films", &self.len()).finish_non_exhaustive()
    }
}

/// What was found in a part of an index.
pub(super) struct SegmentHits<'a> {
    pub(super) part: &'a LiveSegment,
    pub(super) matches: Vec<Rc<TermMatches>>,
    /// The films, as bits by document.
    pub(super) films: Vec<u64>,
}

/// The fields of a step of [`Hits::page`], and the best rank of films that lack a word in them.
const TIERS: [(&[Field], Option<Rank>); 3] = [
    (&[Field::Title], Some(Rank::OUTSIDE_TITLE)),
    (&[Field::Title, Field::Original], Some(Rank::OUTSIDE_TITLES)),
    (&Field::ALL, None),
];

/// A film by its rank, its place by popularity and its row.
type RankedHit = (Rank, u64, u32);

/// The best of the films that were ranked so far.
struct BestHits {
    /// How many are asked for.
    count: usize,
    /// These, and some more.
    hits: Vec<RankedHit>,
    /// The last of those that are asked for, once there are as many: what comes after it is left out.
    last: Option<RankedHit>,
}

/// How many more films than are asked for are taken in before the best are picked.
const SPARE: usize = 1000;

impl BestHits {
    /// Returns the worst rank that a film may have.
    fn bound(&self) -> Rank {
        self.last.map_or(Rank::WORST, |(rank, ..)| rank)
    }

    fn push(&mut self, hit: RankedHit) {
        if self.last.is_some_and(|last| last < hit) {
            return;
        }
        self.hits.push(hit);
        if self.hits.len() > self.count + SPARE {
            self.keep();
        }
    }

    /// Keeps those that are asked for.
    fn keep(&mut self) {
        if let Some(last) = self.count.checked_sub(1).filter(|last| *last < self.hits.len()) {
            self.last = Some(*self.hits.select_nth_unstable(last).1);
        }
        self.hits.truncate(self.count);
    }
}

impl<'a> SegmentHits<'a> {
    /// Keeps the films that steps lead through to the end of the phrase and that may be shown.
    pub(super) fn new(
        part: &'a LiveSegment,
        phrase: &Phrase,
        matches: Vec<Rc<TermMatches>>,
        allowed: &RoaringBitmap,
    ) -> Self {
        let mut found = Self { part, matches, films: Vec::new() };
        found.films = found.having(phrase, &Field::ALL);
        part.keep_allowed(&mut found.films, allowed);
        found
    }

    /// Finds the films that have all words of the phrase in these fields.
    fn having(&self, phrase: &Phrase, fields: &[Field]) -> Vec<u64> {
        let mut reached = Reachable::new(self.part.segment.len(), phrase, fields);
        phrase.steps.iter().zip(&self.matches).for_each(|(step, matches)| reached.follow(step, matches));
        reached.end()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.films.iter().all(|block| *block == 0)
    }

    /// Ranks the films that have all words in these fields and are not among `ranked`, and adds them to it.
    fn rank(&self, phrase: &Phrase, fields: &[Field], ranked: &mut Vec<u64>, best: &mut BestHits) {
        let mut next = self.having(phrase, fields);
        ranked.resize(self.films.len(), 0);
        for ((next, ranked), films) in next.iter_mut().zip(ranked).zip(&self.films) {
            *next &= films & !*ranked;
            *ranked |= *next;
        }
        let mut ranker = Ranker::new(&self.part.segment, phrase, &self.matches);
        for document in ones(next) {
            let rank = ranker.rank(document, best.bound()).filter(|rank| *rank <= best.bound());
            if let (Some(rank), Some(position)) = (rank, self.part.position(document)) {
                best.push((rank, position.place, position.row));
            }
        }
    }
}

impl Hits<'_> {
    /// Returns how many films were found.
    pub fn len(&self) -> usize {
        self.parts.iter().flat_map(|part| &part.films).map(|block| to_index(block.count_ones())).sum()
    }

    /// Tells whether none was.
    pub fn is_empty(&self) -> bool {
        self.parts.iter().all(SegmentHits::is_empty)
    }

    /// Returns their rows.
    pub fn rows(&self) -> RoaringBitmap {
        let positions = self
            .parts
            .iter()
            .flat_map(|found| ones(found.films.clone()).filter_map(|document| found.part.position(document)));
        positions.map(|position| position.row).collect()
    }

    /// Returns the films from a place of the order on, up to so many: the best first; equal ones by popularity, then by
    /// row.
    ///
    /// Films are ranked by tiers: those that have all words in the title first, and if these fill the page with ranks
    /// that no other film can reach, they are all that is ranked.
    pub fn page(&self, offset: usize, count: usize) -> Vec<Match> {
        let mut ranked = vec![Vec::new(); self.parts.len()];
        let end = offset.saturating_add(count).min(self.len());
        let mut best = BestHits { count: end, hits: Vec::new(), last: None };
        for (fields, bound) in TIERS {
            for (part, ranked) in self.parts.iter().zip(&mut ranked) {
                part.rank(&self.phrase, fields, ranked, &mut best);
            }
            best.keep();
            if best.hits.len() >= end && best.hits.iter().all(|(rank, ..)| bound.is_none_or(|bound| *rank < bound)) {
                break;
            }
        }
        let mut keys = best.hits;
        let start = offset.min(keys.len());
        if start > 0 && start < keys.len() {
            keys.select_nth_unstable(start);
        }
        let mut page = keys.split_off(start);
        page.sort_unstable();
        page.into_iter().map(|(rank, _, row)| Match { rank, row }).collect()
    }

    /// Returns all, the best first; equal ones by popularity, then by row.
    pub fn all(&self) -> Vec<Match> {
        self.page(0, usize::MAX)
    }
}
