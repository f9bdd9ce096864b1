//! Search: the films that a viewer means by a phrase, the best first.
//!
//! `docs/SEARCH.md` tells how phrases are read and films ranked, and how to judge a change.

mod asides;
mod bits;
mod build;
mod cost;
mod dictionary;
mod document;
mod edits;
pub mod evaluate;
mod hits;
mod live;
mod matching;
mod phrase;
mod rank;
mod segment;
mod steps;
mod suggest;
mod tolerance;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::language::stemmer::Stemmer;

pub use self::document::{Document, MAX_WORDS, PersonName, TooManyWords};
pub use self::hits::{Hits, Match};
pub use self::live::Standing;

pub use self::phrase::{MAX_PHRASE_CHARS, MAX_PHRASE_WORDS};
pub use self::rank::Rank;

use self::build::Builder;
use self::dictionary::Automata;
use self::document::OwnedDocument;
use self::edits::{EditedFilm, Edits};
use self::hits::SegmentHits;
use self::live::{LiveSegment, Position, Positions};
use self::matching::Matcher;
use self::phrase::Phrase;
use self::steps::follow;
use self::tolerance::Tolerance;

/// The index of one snapshot. Films edited since the bulk of it was built live in smaller parts of their own, so that
/// [`SearchIndex::updated`] costs little; see [`SearchIndex::edited`].
pub struct SearchIndex {
    stemmer: Arc<Stemmer>,
    /// The bulk.
    bulk: LiveSegment,
    /// The films edited since, the newest edits last.
    edits: [Edits; MAX_EDITS.len()],
    most_words: usize,
    is_behind: bool,
}

/// The words of the longest phrase that is tried again with more typing errors than usual.
const MAX_NEAR_WORDS: usize = 12;
/// How many films each part of edits may have before they all go over into the one before it; they would have to be indexed
/// again with each edit otherwise.
const MAX_EDITS: [usize; 3] = [usize::MAX, 1024, 32];

/// Builds an index film by film, while films are still coming.
pub struct IndexBuilder {
    films: Builder,
    most_words: usize,
}

impl IndexBuilder {
    /// Starts with no film. The index, and those that are made from it, may have so many words, [`MAX_WORDS`] at most.
    pub fn new(most_words: usize) -> Self {
        let most_words = most_words.min(MAX_WORDS);
        Self { films: Builder::new(most_words), most_words }
    }

    /// Tells whether the name of the person of this number came with a film before.
    pub fn has_name(&self, number: u32) -> bool {
        self.films.has_name(number)
    }

    /// Adds a film.
    ///
    /// # Panics
    /// Its id is not greater than those of the films before.
    pub fn add(&mut self, document: &Document<'_>) {
        self.films.add(document);
    }

    /// Returns the id of the film added last.
    pub fn last(&self) -> Option<u64> {
        self.films.last()
    }

    /// Returns the index of the films that stand in `rows` (row 0 first, in the order of ids).
    ///
    /// # Errors
    /// More words than it may have.
    pub fn finish(self, rows: impl Iterator<Item = Standing>) -> Result<SearchIndex, TooManyWords> {
        let segment = self.films.finish()?;
        let nothing = Edits::new(BTreeMap::new(), self.most_words)?;
        let (segment, positions) = (Arc::new(segment), Positions::new(rows));
        Ok(SearchIndex {
            stemmer: Arc::new(Stemmer::new()),
            bulk: LiveSegment::standing_in(segment, &positions),
            edits: [nothing.clone(), nothing.clone(), nothing],
            most_words: self.most_words,
            is_behind: false,
        })
    }
}

impl fmt::Debug for IndexBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IndexBuilder").finish_non_exhaustive()
    }
}

impl SearchIndex {
    /// Builds the index of the films in `documents`, in the order of ids, which stand in `rows` (row 0 first). Rows whose
    /// film has no document are not found.
    ///
    /// # Errors
    /// More words than can be numbered.
    ///
    /// # Panics
    /// The films are not in the order of ids.
    pub fn build<'a>(
        documents: impl Iterator<Item = Document<'a>>,
        rows: impl Iterator<Item = Standing>,
    ) -> Result<Self, TooManyWords> {
        let mut builder = IndexBuilder::new(MAX_WORDS);
        documents.for_each(|document| builder.add(&document));
        builder.finish(rows)
    }

    /// Returns the index after edits: `changed` holds the films that are new or whose texts differ, `rows` every film
    /// there is now (row 0 first, in the order of ids). Films not in `rows` are gone. The bulk is shared with this index.
    ///
    /// # Errors
    /// More words than it may have.
    pub fn updated<'a>(
        &self,
        changed: impl Iterator<Item = Document<'a>>,
        rows: impl Iterator<Item = Standing>,
    ) -> Result<Self, TooManyWords> {
        let positions = Positions::new(rows);
        let changed = changed.filter_map(|document| Some((document, positions.position(document.id)?)));
        self.stand(&positions).with(changed)
    }

    /// Returns the index after edits, where all films but those in `changed` stay in their rows and are as popular as
    /// before: `changed` holds the films that are new or differ in texts or popularity, each with its row and popularity.
    /// It costs as much at any number of films.
    ///
    /// # Errors
    /// More words than it may have.
    pub fn updated_in_place<'a>(
        &self,
        changed: impl Iterator<Item = (Document<'a>, u32, f64)>,
    ) -> Result<Self, TooManyWords> {
        self.with(changed.map(|(document, row, popularity)| (document, Position::new(row, popularity))))
    }

    /// Returns what is left of the index where the one after edits could not be built: films that stand in `rows` (row 0
    /// first, in the order of ids) are found by the texts they had, new ones not at all.
    pub fn left_behind(&self, rows: impl Iterator<Item = Standing>) -> Self {
        Self { is_behind: true, ..self.stand(&Positions::new(rows)) }
    }

    /// Tells whether edits are missing in it; see [`Self::left_behind`].
    pub fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// Returns how many films live beside the bulk, which [`SearchIndex::updated`] builds anew now and then. Past some
    /// thousands, build the whole index again.
    pub fn edited(&self) -> usize {
        self.edits.iter().map(|edits| edits.films.len()).sum()
    }

    /// Returns about how many bytes the index takes.
    pub fn size(&self) -> usize {
        self.parts().map(LiveSegment::size).iter().sum()
    }

    fn parts(&self) -> [&LiveSegment; 1 + MAX_EDITS.len()] {
        let [old, middle, newest] = &self.edits;
        [&self.bulk, &old.films, &middle.films, &newest.films]
    }

    fn stand(&self, positions: &Positions) -> Self {
        Self {
            stemmer: Arc::clone(&self.stemmer),
            bulk: self.bulk.stand(positions),
            edits: self.edits.each_ref().map(|edits| edits.stand(positions)),
            most_words: self.most_words,
            is_behind: self.is_behind,
        }
    }

    /// Returns the index with these films in place of those with their ids.
    fn with<'a>(&self, changed: impl Iterator<Item = (Document<'a>, Position)>) -> Result<Self, TooManyWords> {
        let (mut bulk, mut edits) = (self.bulk.clone(), self.edits.clone());
        let mut going: BTreeMap<u64, EditedFilm> = BTreeMap::new();
        for (document, position) in changed {
            bulk.remove(document.id);
            edits.iter_mut().for_each(|edits| edits.films.remove(document.id));
            going.insert(document.id, EditedFilm { texts: Arc::new(OwnedDocument::from(document)), position });
        }
        for (edits, most) in edits.iter_mut().zip(MAX_EDITS).rev() {
            if going.is_empty() {
                break;
            }
            going.extend(edits.films());
            let staying = if going.len() <= most { std::mem::take(&mut going) } else { BTreeMap::new() };
            *edits = Edits::new(staying, self.most_words)?;
        }
        let stemmer = Arc::clone(&self.stemmer);
        Ok(Self { stemmer, bulk, edits, most_words: self.most_words, is_behind: self.is_behind })
    }

    /// Finds the films among `allowed` rows that answer the phrase. Where nothing answers, films with more typing
    /// errors than usual do, unless the phrase is very long. Empty for a phrase without a letter or digit. Of a phrase,
    /// [`MAX_PHRASE_CHARS`] and [`MAX_PHRASE_WORDS`] count.
    pub fn search<'a>(&'a self, phrase: &str, allowed: &'a RoaringBitmap) -> Hits<'a> {
        let mut found = Hits { stemmer: &self.stemmer, allowed, phrase: Phrase::new(phrase), parts: Vec::new() };
        if found.phrase.steps.is_empty() || allowed.is_empty() {
            return found;
        }
        found.parts = self.find(&found.phrase, Tolerance::STRICT, allowed);
        if found.is_empty() && found.phrase.parts.len() <= MAX_NEAR_WORDS {
            found.parts = self.find(&found.phrase, Tolerance::NEAR, allowed);
        }
        found
    }

    /// Returns how many words of a phrase count: what finding it costs grows with them.
    pub fn words(&self, phrase: &str) -> usize {
        Phrase::new(phrase).words()
    }

    fn find(&self, phrase: &Phrase, tolerance: Tolerance, allowed: &RoaringBitmap) -> Vec<SegmentHits<'_>> {
        let parts: Vec<&LiveSegment> = self.parts().into_iter().filter(|part| part.segment.len() > 0).collect();
        let may_come: Vec<_> = parts.iter().map(|part| |document| part.may_come(document, allowed)).collect();
        let automata = Automata::default();
        let matchers: Vec<Matcher<'_>> = parts
            .iter()
            .zip(&may_come)
            .map(|(part, may_come)| Matcher::new(part, (&self.stemmer, &automata), tolerance, may_come))
            .collect();
        let matches = follow(&matchers, phrase, &[]);
        let found = parts.into_iter().zip(matches);
        found.map(|(part, matches)| SegmentHits::new(part, phrase, matches, allowed)).collect()
    }
}

impl fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SearchIndex")
            .field("films", &self.bulk.len())
            .field("edited", &self.edited())
            .finish_non_exhaustive()
    }
}
