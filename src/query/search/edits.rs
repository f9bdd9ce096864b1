//! The films edited since the bulk of an index was built, in a segment of their own.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::number::to_u32;
use crate::query::keyed_table::KeyedTable;

use super::build::Builder;
use super::document::{Document, OwnedDocument, PersonName, TooManyWords};
use super::live::{LiveSegment, Position, Positions};
use super::segment::DocId;

/// Films that were edited, and their texts, of which the segment is built anew when others come to them.
#[derive(Clone)]
pub(super) struct Edits {
    pub(super) films: LiveSegment,
    texts: Arc<KeyedTable<DocId, Arc<OwnedDocument>>>,
}

/// A film that was edited.
pub(super) struct EditedFilm {
    pub(super) texts: Arc<OwnedDocument>,
    pub(super) position: Position,
}

impl Edits {
    /// Indexes films, given by id.
    pub(super) fn new(films: BTreeMap<u64, EditedFilm>, most_words: usize) -> Result<Self, TooManyWords> {
        let mut builder = Builder::new(most_words);
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        for (id, EditedFilm { texts, .. }) in &films {
            let person = |name| {
                let next = to_u32(numbers.len());
                PersonName { number: *numbers.entry(name).or_insert(next), name }
            };
            let people: Vec<PersonName<'_>> = texts.people.iter().map(String::as_str).map(person).collect();
            let original_title = texts.original_title.as_deref();
            builder.add(&Document { id: *id, title: &texts.title, original_title, year: texts.year, people: &people });
        }
        let segment = Arc::new(builder.finish()?);
        let live = LiveSegment::new(segment, films.values().map(|film| Some(film.position)));
        let texts = films.into_values().map(|film| film.texts).collect();
        Ok(Self { films: live, texts: Arc::new(texts) })
    }

    /// Returns the films that are live, by id.
    pub(super) fn films(&self) -> impl Iterator<Item = (u64, EditedFilm)> {
        self.films.live().map(|(document, position)| {
            let texts = Arc::clone(&self.texts[document]);
            (self.films.segment.ids[document], EditedFilm { texts, position })
        })
    }

    /// Returns the films where they stand now.
    pub(super) fn stand(&self, positions: &Positions) -> Self {
        Self { films: self.films.stand(positions), texts: Arc::clone(&self.texts) }
    }
}
