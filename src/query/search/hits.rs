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
use super::segment::{DocId, Field};
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

impl<'a> SegmentHits<'a> {
    /// Keeps the films that steps lead through to the end of the phrase and that may be shown.
    pub(super) fn new(
        part: &'a LiveSegment,
        phrase: &Phrase,
        matches: Vec<Rc<TermMatches>>,
        may_come: &dyn Fn(DocId) -> bool,
    ) -> Self {
        let mut found = Self { part, matches, films: Vec::new() };
        let mut films = found.having(phrase, &Field::ALL);
        for (block, from) in films.iter_mut().zip((0..).step_by(64)) {
            let mut left = *block;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                if !may_come(from + bit) {
                    *block &= !(1 << bit);
                }
            }
        }
        found.films = films;
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
    fn rank(&self, phrase: &Phrase, fields: &[Field], ranked: &mut Vec<u64>, keys: &mut Vec<RankedHit>) {
        let mut next = self.having(phrase, fields);
        ranked.resize(self.films.len(), 0);
        for ((next, ranked), films) in next.iter_mut().zip(ranked).zip(&self.films) {
            *next &= films & !*ranked;
            *ranked |= *next;
        }
        let mut ranker = Ranker::new(&self.part.segment, phrase, &self.matches);
        keys.extend(ones(next).filter_map(|document| {
            let position = self.part.position(document)?;
            Some((ranker.rank(document)?, position.place, position.row))
        }));
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
        let mut keys: Vec<RankedHit> = Vec::new();
        let mut ranked = vec![Vec::new(); self.parts.len()];
        let end = offset.saturating_add(count).min(self.len());
        for (fields, bound) in TIERS {
            for (part, ranked) in self.parts.iter().zip(&mut ranked) {
                part.rank(&self.phrase, fields, ranked, &mut keys);
            }
            let settled = keys.iter().filter(|(rank, ..)| bound.is_none_or(|bound| *rank < bound));
            if settled.count() >= end {
                break;
            }
        }
        if end < keys.len() {
            keys.select_nth_unstable(end);
            keys.truncate(end);
        }
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
