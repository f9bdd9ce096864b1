//! Search: the films that a viewer means by a phrase, the best first.
//!
//! `docs/SEARCH.md` tells how phrases are read and films ranked, and how to judge a change.

mod asides;
mod build;
mod cost;
mod dictionary;
pub mod evaluate;
mod found;
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
use crate::number::to_index;

pub use self::found::{Found, Match};

pub use self::phrase::{MAX_PHRASE_CHARS, MAX_PHRASE_WORDS};
pub use self::rank::Rank;

use self::build::Builder;
use self::dictionary::Typos;
use self::found::FoundPart;
use self::matching::Matcher;
use self::phrase::Phrase;
use self::segment::{Segment, Slot};
use self::steps::follow;
use self::tolerance::Tolerance;

/// A film as search sees it.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The film, the same through all updates of an index.
    pub id: u64,
    /// Its title.
    pub title: &'a str,
    /// Its original title.
    pub original_title: Option<&'a str>,
    /// The year it came out.
    pub year: Option<u32>,
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

/// The index of one snapshot. Films edited since the bulk of it was built live in small parts of their own, so that
/// [`SearchIndex::updated`] costs little while these are small; see [`SearchIndex::edited`].
pub struct SearchIndex {
    stemmer: Arc<Stemmer>,
    bulk: Part,
    /// The films edited since, but for the newest edits: they would have to be indexed again with each.
    edits: Part,
    newest: Part,
    /// The texts in `edits` and `newest`, to build these anew.
    edited: Arc<BTreeMap<u64, Edited>>,
}

/// The words of the longest phrase that is tried again with more typing errors than usual.
const MAX_NEAR_WORDS: usize = 12;
/// The films that the part of the newest edits may have before they go over into the part of the others.
const MAX_NEWEST: usize = 100;

/// A film that was edited since the bulk was built.
#[derive(Clone, Debug)]
struct Edited {
    texts: Arc<Texts>,
    /// It is in the part of the newest edits.
    newest: bool,
}

/// An owned [`Document`].
#[derive(Debug)]
struct Texts {
    title: String,
    original_title: Option<String>,
    year: Option<u32>,
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
        self.seats.get(to_index(slot)).copied().flatten()
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

    /// Returns the index of the films that stand in `rows` (row 0 first).
    ///
    /// # Errors
    /// More words than can be numbered.
    pub fn finish(self, rows: impl Iterator<Item = Standing>) -> Result<SearchIndex, TooManyWords> {
        let nothing = Arc::new(Builder::new().finish()?);
        let parts = [Arc::new(self.0.finish()?), Arc::clone(&nothing), nothing];
        Ok(SearchIndex::stand(Arc::new(Stemmer::new()), parts, Arc::default(), &Stand::new(rows)))
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

    /// Returns the index after edits: `changed` holds the films that are new or whose texts differ, `rows` every film
    /// there is now (row 0 first). Films not in `rows` are gone. The bulk is shared with this index.
    ///
    /// # Errors
    /// More words than can be numbered.
    pub fn updated<'a>(
        &self,
        changed: impl Iterator<Item = Document<'a>>,
        rows: impl Iterator<Item = Standing>,
    ) -> Result<Self, TooManyWords> {
        let stand = Stand::new(rows);
        let mut edited = BTreeMap::clone(&self.edited);
        edited.retain(|id, _| stand.seat(*id).is_some());
        for document in changed {
            edited.insert(document.id, Edited { texts: Arc::new(Texts::from(document)), newest: true });
        }
        let mut parts = [Arc::clone(&self.bulk.segment), Arc::clone(&self.edits.segment), segment(&edited, true)?];
        if parts[2].len() > MAX_NEWEST {
            edited.values_mut().for_each(|film| film.newest = false);
            parts = [Arc::clone(&self.bulk.segment), segment(&edited, false)?, segment(&edited, true)?];
        }
        Ok(Self::stand(Arc::clone(&self.stemmer), parts, Arc::new(edited), &stand))
    }

    /// Returns how many films live beside the bulk: what [`SearchIndex::updated`] has to build anew each time. Past
    /// some thousands, build the whole index again.
    pub fn edited(&self) -> usize {
        self.edited.len()
    }

    /// Returns about how many bytes the index takes.
    pub fn size(&self) -> usize {
        let bytes = |part: &Part| part.segment.size() + part.seats.len() * size_of::<Option<Seat>>();
        self.parts().map(bytes).iter().sum()
    }

    fn parts(&self) -> [&Part; 3] {
        [&self.bulk, &self.edits, &self.newest]
    }

    fn stand(
        stemmer: Arc<Stemmer>,
        [bulk, edits, newest]: [Arc<Segment>; 3],
        edited: Arc<BTreeMap<u64, Edited>>,
        stand: &Stand,
    ) -> Self {
        let part = |segment: Arc<Segment>, here: &dyn Fn(&u64) -> bool| {
            let seats = segment.ids.iter().map(|id| stand.seat(*id).filter(|_| here(id))).collect();
            Part { segment, seats }
        };
        let is_newest = |id: &u64| edited.get(id).map(|film| film.newest);
        Self {
            bulk: part(bulk, &|id| is_newest(id).is_none()),
            edits: part(edits, &|id| is_newest(id) == Some(false)),
            newest: part(newest, &|id| is_newest(id) == Some(true)),
            stemmer,
            edited,
        }
    }

    /// Finds the films among `allowed` rows that answer the phrase. Where nothing answers, films with more typing
    /// errors than usual do, unless the phrase is very long. Empty for a phrase without a letter or digit. Of a phrase,
    /// [`MAX_PHRASE_CHARS`] and [`MAX_PHRASE_WORDS`] count.
    pub fn search<'a>(&'a self, phrase: &str, allowed: &'a RoaringBitmap) -> Found<'a> {
        let mut found = Found { index: self, allowed, phrase: Phrase::new(phrase), parts: Vec::new() };
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

    fn find(&self, phrase: &Phrase, tolerance: Tolerance, allowed: &RoaringBitmap) -> Vec<FoundPart<'_>> {
        let parts = self.parts();
        let may_come = parts.map(|part| move |slot| part.may_come(slot, allowed));
        let matchers: Vec<Matcher<'_>> =
            parts.iter().zip(&may_come).map(|(part, may_come)| self.matcher(part, tolerance, may_come)).collect();
        let matches = follow(&matchers, phrase, &[]);
        let found = parts.into_iter().zip(matches).zip(&may_come);
        found.map(|((part, matches), may_come)| FoundPart::new(part, phrase, matches, may_come)).collect()
    }

    fn matcher<'a>(&'a self, part: &'a Part, tolerance: Tolerance, may_come: &'a dyn Fn(Slot) -> bool) -> Matcher<'a> {
        let (segment, stemmer, typos) = (&part.segment, &*self.stemmer, Typos::shared());
        Matcher { segment, stemmer, typos, tolerance, lacking: false, may_come }
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
            year: document.year,
            people: document.people.iter().map(|name| (*name).to_owned()).collect(),
        }
    }
}

/// Where each film of a snapshot stands.
struct Stand {
    /// In the order of the films.
    seats: Vec<(u64, Seat)>,
}

impl Stand {
    fn new(rows: impl Iterator<Item = Standing>) -> Self {
        let mut seats = Vec::with_capacity(rows.size_hint().0);
        let mut order: Vec<(u64, u32)> = Vec::with_capacity(seats.capacity());
        for (standing, row) in rows.zip(0..) {
            seats.push((standing.id, Seat { row, place: 0 }));
            order.push((!ordered(standing.popularity), row));
        }
        order.sort_unstable();
        for ((_, row), at) in order.into_iter().zip(0..) {
            seats[to_index(row)].1.place = at;
        }
        // Rows are mostly in the order of films already.
        seats.sort_by_key(|(id, _)| *id);
        Self { seats }
    }

    fn seat(&self, id: u64) -> Option<Seat> {
        let at = self.seats.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.seats[at].1)
    }
}

/// Returns a number that compares as [`f64::total_cmp`] does.
fn ordered(value: f64) -> u64 {
    let bits = value.to_bits();
    if value.is_sign_negative() { !bits } else { bits | 1 << 63 }
}

/// Indexes the edited films that are among the newest, or that are not.
fn segment(edited: &BTreeMap<u64, Edited>, newest: bool) -> Result<Arc<Segment>, TooManyWords> {
    let mut builder = Builder::new();
    for (id, Edited { texts, .. }) in edited.iter().filter(|(_, film)| film.newest == newest) {
        let people: Vec<&str> = texts.people.iter().map(String::as_str).collect();
        let original_title = texts.original_title.as_deref();
        builder.add(&Document { id: *id, title: &texts.title, original_title, year: texts.year, people: &people });
    }
    Ok(Arc::new(builder.finish()?))
}

/// Returns the numbers of the bits that are set, in ascending order.
fn ones(blocks: impl IntoIterator<Item = u64>) -> impl Iterator<Item = Slot> {
    blocks.into_iter().zip(0_u32..).flat_map(|(block, at)| {
        let mut left = block;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros())?;
            left &= left - 1;
            Some(at * 64 + bit)
        })
    })
}
