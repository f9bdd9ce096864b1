//! Search: the films that a viewer means by a phrase, the best first.
//!
//! `docs/SEARCH.md` tells how phrases are read and films ranked, and how to judge a change.

mod build;
mod cost;
mod dictionary;
pub mod evaluate;
mod found;
mod layout;
mod matching;
mod numbers;
mod phrase;
mod rank;
mod segment;
mod suggest;
mod tolerance;
mod translit;
mod words;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use roaring::RoaringBitmap;

pub use self::found::{Found, Match};

pub use self::phrase::{MAX_PHRASE_CHARS, MAX_PHRASE_WORDS};
pub use self::rank::Rank;

use self::build::Builder;
use self::dictionary::{Typos, place};
use self::found::FoundPart;
use self::matching::Matcher;
use self::phrase::Phrase;
use self::segment::{Segment, Slot};
use self::tolerance::Tolerance;
use self::words::Analyzer;

/// A film as search sees it.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The film, the same through all updates of an index.
    pub id: u64,
    /// Its title.
    pub title: &'a str,
    /// Its original title.
    pub original_title: Option<&'a str>,
    /// The names of its directors and actors.
    pub people: &'a [&'a str],
}

/// Where a film stands in the snapshot that asks.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The film.
    pub id: u64,
    /// Views a day; 0 where unknown.
    pub popularity: f64,
}

/// The index cannot be built: the catalogue has more words than can be numbered.
#[derive(Debug, thiserror::Error)]
#[error("the search index cannot be built: {0}")]
pub struct TooManyWords(#[from] fst::Error);

/// The index of one snapshot. Films edited since the bulk of it was built live in a small part of their own, so that
/// [`SearchIndex::updated`] costs little while that part is small; see [`SearchIndex::edited`].
pub struct SearchIndex {
    analyzer: Arc<Analyzer>,
    bulk: Part,
    edits: Part,
    /// The texts in `edits`, to build it anew.
    edited: Arc<BTreeMap<u64, Texts>>,
}

/// An owned [`Document`].
#[derive(Clone, Debug)]
struct Texts {
    title: String,
    original_title: Option<String>,
    people: Vec<String>,
}

/// Films of an index, and where they stand.
struct Part {
    segment: Arc<Segment>,
    /// By slot; `None`: the film is not here any more.
    seats: Vec<Option<Seat>>,
}

/// Where a film stands.
#[derive(Clone, Copy)]
struct Seat {
    /// Its row in the snapshot.
    row: u32,
    /// Its place by popularity, the most popular first; of equal ones, the smaller row.
    place: u32,
}

impl Part {
    fn seat(&self, slot: Slot) -> Option<Seat> {
        self.seats.get(place(slot)).copied().flatten()
    }

    fn may_come(&self, slot: Slot, allowed: &RoaringBitmap) -> bool {
        self.seat(slot).is_some_and(|seat| allowed.contains(seat.row))
    }
}

/// Builds an index film by film, while films are still coming.
#[derive(Default)]
pub struct IndexBuilder(Builder);

impl IndexBuilder {
    /// Adds a film, which must not have been added before.
    pub fn add(&mut self, document: &Document<'_>) {
        self.0.add(document);
    }

    /// Gives the index of the films that stand in `rows` (row 0 first).
    ///
    /// # Errors
    /// More words than can be numbered.
    pub fn finish(self, rows: impl Iterator<Item = Standing>) -> Result<SearchIndex, TooManyWords> {
        let parts = [Arc::new(self.0.finish()?), Arc::new(Builder::new().finish()?)];
        Ok(SearchIndex::stand(Arc::new(Analyzer::new()), parts, Arc::default(), rows))
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
        let mut builder = IndexBuilder::default();
        documents.for_each(|document| builder.add(&document));
        builder.finish(rows)
    }

    /// Gives the index after edits: `changed` holds the films that are new or whose texts differ, `rows` every film
    /// there is now (row 0 first). Films not in `rows` are gone. The bulk is shared with this index.
    ///
    /// # Errors
    /// More words than can be numbered.
    pub fn updated<'a>(
        &self,
        changed: impl Iterator<Item = Document<'a>>,
        rows: impl Iterator<Item = Standing>,
    ) -> Result<Self, TooManyWords> {
        let rows: Vec<Standing> = rows.collect();
        let here: HashSet<u64> = rows.iter().map(|standing| standing.id).collect();
        let mut edited = BTreeMap::clone(&self.edited);
        edited.retain(|id, _| here.contains(id));
        edited.extend(changed.map(|document| (document.id, Texts::from(document))));
        let mut builder = Builder::new();
        for (id, texts) in &edited {
            let people: Vec<&str> = texts.people.iter().map(String::as_str).collect();
            let original_title = texts.original_title.as_deref();
            builder.add(&Document { id: *id, title: &texts.title, original_title, people: &people });
        }
        let parts = [Arc::clone(&self.bulk.segment), Arc::new(builder.finish()?)];
        Ok(Self::stand(Arc::clone(&self.analyzer), parts, Arc::new(edited), rows.into_iter()))
    }

    /// Gives how many films live beside the bulk: what [`SearchIndex::updated`] has to build anew each time. Past some
    /// thousands, build the whole index again.
    pub fn edited(&self) -> usize {
        self.edited.len()
    }

    /// Gives about how many bytes the index takes.
    pub fn size(&self) -> usize {
        let parts = [&self.bulk, &self.edits];
        parts.iter().map(|part| part.segment.size() + part.seats.len() * size_of::<Option<Seat>>()).sum()
    }

    fn stand(
        analyzer: Arc<Analyzer>,
        [bulk, edits]: [Arc<Segment>; 2],
        edited: Arc<BTreeMap<u64, Texts>>,
        rows: impl Iterator<Item = Standing>,
    ) -> Self {
        let mut order: Vec<(Standing, u32)> = rows.zip(0..).collect();
        order.sort_by(|(a, a_row), (b, b_row)| b.popularity.total_cmp(&a.popularity).then(a_row.cmp(b_row)));
        let seats: HashMap<u64, Seat> =
            order.iter().zip(0..).map(|((standing, row), place)| (standing.id, Seat { row: *row, place })).collect();
        let seat_of = |id: &u64| seats.get(id).copied();
        let bulk_seats = bulk.ids.iter().map(|id| seat_of(id).filter(|_| !edited.contains_key(id))).collect();
        let edits_seats = edits.ids.iter().map(seat_of).collect();
        Self {
            analyzer,
            bulk: Part { segment: bulk, seats: bulk_seats },
            edits: Part { segment: edits, seats: edits_seats },
            edited,
        }
    }

    /// Finds the films among `allowed` rows that answer the phrase. Where nothing answers, films with more typing
    /// errors than usual do. Empty for a phrase without a letter or digit. Of a phrase, [`MAX_PHRASE_CHARS`] and
    /// [`MAX_PHRASE_WORDS`] count.
    pub fn search<'a>(&'a self, phrase: &str, allowed: &'a RoaringBitmap) -> Found<'a> {
        let mut found = Found { index: self, allowed, phrase: Phrase::new(&self.analyzer, phrase), parts: Vec::new() };
        if found.phrase.steps.is_empty() || allowed.is_empty() {
            return found;
        }
        found.parts = self.find(&found.phrase, Tolerance::STRICT, allowed);
        if found.is_empty() {
            found.parts = self.find(&found.phrase, Tolerance::NEAR, allowed);
        }
        found
    }

    fn find(&self, phrase: &Phrase, tolerance: Tolerance, allowed: &RoaringBitmap) -> Vec<FoundPart<'_>> {
        let find = |part| {
            let may_come = |slot| Part::may_come(part, slot, allowed);
            let matches = self.matcher(part, tolerance, &may_come).matches(phrase, &[]);
            FoundPart::new(part, phrase, matches, &may_come)
        };
        [&self.bulk, &self.edits].map(find).into()
    }

    fn matcher<'a>(&'a self, part: &'a Part, tolerance: Tolerance, may_come: &'a dyn Fn(Slot) -> bool) -> Matcher<'a> {
        let (segment, analyzer, typos) = (&part.segment, &*self.analyzer, Typos::shared());
        Matcher { segment, analyzer, typos, tolerance, lacking: false, may_come }
    }
}

impl fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SearchIndex")
            .field("films", &self.bulk.seats.len())
            .field("edited", &self.edited())
            .finish_non_exhaustive()
    }
}

impl From<Document<'_>> for Texts {
    fn from(document: Document<'_>) -> Self {
        Self {
            title: document.title.to_owned(),
            original_title: document.original_title.map(str::to_owned),
            people: document.people.iter().map(|name| (*name).to_owned()).collect(),
        }
    }
}

/// Gives the numbers of the bits that are set, in ascending order.
fn ones(blocks: Vec<u64>) -> impl Iterator<Item = Slot> {
    blocks.into_iter().zip(0_u32..).flat_map(|(block, at)| {
        let mut left = block;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros())?;
            left &= left - 1;
            Some(at * 64 + bit)
        })
    })
}
