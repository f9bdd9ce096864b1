//! Search: the films that a viewer means by a phrase, the best first.
//!
//! `docs/SEARCH.md` tells how phrases are read and films ranked, and how to judge a change.

mod asides;
mod bits;
mod build;
mod cost;
mod dictionary;
mod document;
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

pub use self::document::{Document, MAX_WORDS, TooManyWords};
pub use self::hits::{Hits, Match};
pub use self::live::Standing;

pub use self::phrase::{MAX_PHRASE_CHARS, MAX_PHRASE_WORDS};
pub use self::rank::Rank;

use self::build::Builder;
use self::document::OwnedDocument;
use self::hits::SegmentHits;
use self::live::{LiveSegment, Position, Positions};
use self::matching::Matcher;
use self::phrase::Phrase;
use self::segment::Segment;
use self::steps::follow;
use self::tolerance::Tolerance;

/// The index of one snapshot. Films edited since the bulk of it was built live in small parts of their own, so that
/// [`SearchIndex::updated`] costs little while these are small; see [`SearchIndex::edited`].
pub struct SearchIndex {
    stemmer: Arc<Stemmer>,
    bulk: LiveSegment,
    /// The films edited since, but for the newest edits: they would have to be indexed again with each.
    edits: LiveSegment,
    newest: LiveSegment,
    /// The texts in `edits` and `newest`, to build these anew.
    edited: Arc<BTreeMap<u64, Edited>>,
    most_words: usize,
    is_behind: bool,
}

/// The words of the longest phrase that is tried again with more typing errors than usual.
const MAX_NEAR_WORDS: usize = 12;
/// The films that the part of the newest edits may have before they go over into the part of the others.
const MAX_NEWEST: usize = 100;

/// A film that was edited since the bulk was built.
#[derive(Clone, Debug)]
struct Edited {
    texts: Arc<OwnedDocument>,
    /// It is in the part of the newest edits.
    newest: bool,
}

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

    /// Adds a film, which must not have been added before.
    pub fn add(&mut self, document: &Document<'_>) {
        self.films.add(document);
    }

    /// Returns the index of the films that stand in `rows` (row 0 first).
    ///
    /// # Errors
    /// More words than it may have.
    pub fn finish(self, rows: impl Iterator<Item = Standing>) -> Result<SearchIndex, TooManyWords> {
        let nothing = Arc::new(Builder::new(self.most_words).finish()?);
        let contents = Contents {
            stemmer: Arc::new(Stemmer::new()),
            segments: [Arc::new(self.films.finish()?), Arc::clone(&nothing), nothing],
            edited: Arc::default(),
            most_words: self.most_words,
        };
        Ok(contents.stand(&Positions::new(rows)))
    }
}

impl fmt::Debug for IndexBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IndexBuilder").finish_non_exhaustive()
    }
}

impl SearchIndex {
    /// Builds the index of the films in `documents`, which stand in `rows` (row 0 first). Rows whose film has no
    /// document are not found.
    ///
    /// # Errors
    /// More words than can be numbered.
    pub fn build<'a>(
        documents: impl Iterator<Item = Document<'a>>,
        rows: impl Iterator<Item = Standing>,
    ) -> Result<Self, TooManyWords> {
        let mut builder = IndexBuilder::new(MAX_WORDS);
        documents.for_each(|document| builder.add(&document));
        builder.finish(rows)
    }

    /// Returns the index after edits: `changed` holds the films that are new or whose texts differ, `rows` every film
    /// there is now (row 0 first). Films not in `rows` are gone. The bulk is shared with this index.
    ///
    /// # Errors
    /// More words than it may have.
    pub fn updated<'a>(
        &self,
        changed: impl Iterator<Item = Document<'a>>,
        rows: impl Iterator<Item = Standing>,
    ) -> Result<Self, TooManyWords> {
        let positions = Positions::new(rows);
        let mut edited = BTreeMap::clone(&self.edited);
        edited.retain(|id, _| positions.position(*id).is_some());
        for document in changed {
            edited.insert(document.id, Edited { texts: Arc::new(OwnedDocument::from(document)), newest: true });
        }
        let segment = |edited: &_, newest: bool| segment(edited, newest, self.most_words);
        let [bulk, mut edits, _] = self.segments();
        let mut newest = segment(&edited, true)?;
        if newest.len() > MAX_NEWEST {
            edited.values_mut().for_each(|film| film.newest = false);
            (edits, newest) = (segment(&edited, false)?, segment(&edited, true)?);
        }
        Ok(Contents { segments: [bulk, edits, newest], edited: Arc::new(edited), ..self.contents() }.stand(&positions))
    }

    /// Returns what is left of the index where the one after edits could not be built: films that stand in `rows` (row 0
    /// first) are found by the texts they had, new ones not at all.
    pub fn left_behind(&self, rows: impl Iterator<Item = Standing>) -> Self {
        Self { is_behind: true, ..self.contents().stand(&Positions::new(rows)) }
    }

    /// Tells whether edits are missing in it; see [`Self::left_behind`].
    pub fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// Returns how many films live beside the bulk: what [`SearchIndex::updated`] has to build anew each time. Past
    /// some thousands, build the whole index again.
    pub fn edited(&self) -> usize {
        self.edited.len()
    }

    /// Returns about how many bytes the index takes.
    pub fn size(&self) -> usize {
        let bytes = |part: &LiveSegment| part.segment.size() + part.positions.len() * size_of::<Option<Position>>();
        self.parts().map(bytes).iter().sum()
    }

    fn parts(&self) -> [&LiveSegment; 3] {
        [&self.bulk, &self.edits, &self.newest]
    }

    fn segments(&self) -> [Arc<Segment>; 3] {
        self.parts().map(|part| Arc::clone(&part.segment))
    }

    fn contents(&self) -> Contents {
        Contents {
            stemmer: Arc::clone(&self.stemmer),
            segments: self.segments(),
            edited: Arc::clone(&self.edited),
            most_words: self.most_words,
        }
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
        let parts = self.parts();
        let may_come = parts.map(|part| move |document| part.may_come(document, allowed));
        let matchers: Vec<Matcher<'_>> = parts
            .iter()
            .zip(&may_come)
            .map(|(part, may_come)| Matcher::new(part, &self.stemmer, tolerance, may_come))
            .collect();
        let matches = follow(&matchers, phrase, &[]);
        let found = parts.into_iter().zip(matches).zip(&may_come);
        found.map(|((part, matches), may_come)| SegmentHits::new(part, phrase, matches, may_come)).collect()
    }
}

impl fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SearchIndex")
            .field("films", &self.bulk.positions.len())
            .field("edited", &self.edited())
            .finish_non_exhaustive()
    }
}

/// An index but for where its films stand.
struct Contents {
    stemmer: Arc<Stemmer>,
    /// The bulk, the edits, the newest edits.
    segments: [Arc<Segment>; 3],
    edited: Arc<BTreeMap<u64, Edited>>,
    most_words: usize,
}

impl Contents {
    fn stand(self, positions: &Positions) -> SearchIndex {
        let Self { stemmer, segments: [bulk, edits, newest], edited, most_words } = self;
        let part = |segment: Arc<Segment>, here: &dyn Fn(&u64) -> bool| {
            let positions =
                segment.ids.values().iter().map(|id| positions.position(*id).filter(|_| here(id))).collect();
            LiveSegment { segment, positions }
        };
        let is_newest = |id: &u64| edited.get(id).map(|film| film.newest);
        SearchIndex {
            bulk: part(bulk, &|id| is_newest(id).is_none()),
            edits: part(edits, &|id| is_newest(id) == Some(false)),
            newest: part(newest, &|id| is_newest(id) == Some(true)),
            stemmer,
            edited,
            most_words,
            is_behind: false,
        }
    }
}

/// Indexes the edited films that are among the newest, or that are not.
fn segment(edited: &BTreeMap<u64, Edited>, newest: bool, most_words: usize) -> Result<Arc<Segment>, TooManyWords> {
    let mut builder = Builder::new(most_words);
    for (id, Edited { texts, .. }) in edited.iter().filter(|(_, film)| film.newest == newest) {
        let people: Vec<&str> = texts.people.iter().map(String::as_str).collect();
        let original_title = texts.original_title.as_deref();
        builder.add(&Document { id: *id, title: &texts.title, original_title, year: texts.year, people: &people });
    }
    Ok(Arc::new(builder.finish()?))
}
