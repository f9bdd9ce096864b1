//! What is known of a set of films for search; made once, never changed.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use crate::number::{to_index, to_u32};
use crate::query::keyed_table::KeyedTable;

use super::dictionary::{Dictionary, PostingLists, TermId};

/// Where a word stands in a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    /// The title.
    Title,
    /// The original title.
    Original,
    /// The name of a director or an actor.
    People,
}

impl Field {
    /// Every field, in the order of their places in tables.
    pub(super) const ALL: [Self; 3] = [Self::Title, Self::Original, Self::People];

    /// Returns its place in tables.
    pub(super) fn index(self) -> usize {
        match self {
            Self::Title => 0,
            Self::Original => 1,
            Self::People => 2,
        }
    }
}

/// The number of a film in its [`Segment`].
pub(super) type DocId = u32;

/// Words of each film, or of each name, in order; or the names of each film.
pub(super) struct ForwardIndex {
    pub(super) starts: Vec<u32>,
    pub(super) words: Vec<u32>,
}

impl ForwardIndex {
    /// Starts with no text.
    pub(super) fn new() -> Self {
        Self { starts: vec![0], words: Vec::new() }
    }

    /// Ends a text with the words that were added, and returns its number.
    pub(super) fn end(&mut self) -> u32 {
        self.starts.push(to_u32(self.words.len()));
        to_u32(self.starts.len() - 2)
    }

    /// Gives back memory that is not used.
    pub(super) fn shrink_to_fit(&mut self) {
        self.starts.shrink_to_fit();
        self.words.shrink_to_fit();
    }

    /// Returns the words of a text.
    pub(super) fn of(&self, text: u32) -> &[u32] {
        let at = to_index(text);
        &self.words[to_index(self.starts[at])..to_index(self.starts[at + 1])]
    }

    /// Returns the bytes that it takes.
    pub(super) fn size(&self) -> usize {
        (self.starts.capacity() + self.words.capacity()) * size_of::<u32>()
    }
}

/// Words that stand for others: stems for their forms, keys for the words that sound so.
pub(super) struct Conflations {
    pub(super) names: Dictionary,
    pub(super) members: PostingLists,
}

impl Conflations {
    /// Returns the words under a name.
    pub(super) fn of(&self, name: &str) -> &[TermId] {
        self.names.get(name).map(|name| self.members.of(name)).unwrap_or_default()
    }

    /// Returns the bytes that it takes.
    pub(super) fn size(&self) -> usize {
        self.names.size() + self.members.size()
    }
}

/// Neighbouring words of a title that people write as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Concatenation {
    pub(super) document: DocId,
    pub(super) field: Field,
    /// The place of the first word in its text.
    pub(super) at: u8,
    /// How many words.
    pub(super) span: u8,
}

/// Words of a title that only signs part, which are a word too; or what else a single one may be taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CompoundWord {
    pub(super) document: DocId,
    pub(super) field: Field,
    /// The place of the first word in its text.
    pub(super) at: u8,
    /// How many words.
    pub(super) span: u8,
    /// It is of digits alone.
    pub(super) is_number: bool,
    /// What they are as one.
    pub(super) word: TermId,
}

/// A title or an original title, as ranks look at it.
#[derive(Clone, Copy)]
pub(super) struct TitleText<'a> {
    pub(super) words: &'a [TermId],
    pub(super) compounds: &'a [CompoundWord],
    /// It opens with an article, which people leave out.
    pub(super) article: bool,
}

/// What is special in a title; mostly nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TitleFlags {
    pub(super) article: bool,
    /// It has some of [`Segment::compounds`].
    pub(super) compounds: bool,
}

/// Two neighbouring words, or a whole title, written as one: by key.
pub(super) struct Concatenations {
    pub(super) keys: Dictionary,
    /// Where those of each key begin in `all`.
    starts: Vec<u32>,
    all: Vec<Concatenation>,
}

impl Concatenations {
    /// Sorts by key what stands under numbers that `keys` has as members.
    pub(super) fn new(keys: Conflations, all: Vec<(u32, Concatenation)>) -> Self {
        let mut counts: KeyedTable<u32, u32> = std::iter::repeat_n(0, all.len()).collect();
        all.iter().for_each(|(number, _)| counts[*number] += 1);
        // The place of the next one under each number; a number is under one key.
        let mut places: KeyedTable<u32, u32> = std::iter::repeat_n(0, all.len()).collect();
        let (mut starts, mut end) = (Vec::with_capacity(keys.names.len() + 1), 0);
        for key in 0..to_u32(keys.names.len()) {
            starts.push(end);
            for number in keys.members.of(key) {
                places[*number] = end;
                end += counts[*number];
            }
        }
        starts.push(end);
        let nothing = Concatenation { document: 0, field: Field::Title, at: 0, span: 0 };
        let mut sorted = vec![nothing; all.len()];
        for (number, concatenation) in all {
            sorted[to_index(places[number])] = concatenation;
            places[number] += 1;
        }
        Self { keys: keys.names, starts, all: sorted }
    }

    /// Returns where the words under the key stand.
    pub(super) fn of(&self, key: TermId) -> &[Concatenation] {
        let at = to_index(key);
        &self.all[to_index(self.starts[at])..to_index(self.starts[at + 1])]
    }

    /// Returns the bytes that it takes.
    fn size(&self) -> usize {
        self.keys.size() + self.starts.capacity() * size_of::<u32>() + self.all.capacity() * size_of::<Concatenation>()
    }
}

/// What is known of a set of films.
pub(super) struct Segment {
    /// The film that each document is.
    pub(super) ids: KeyedTable<DocId, u64>,
    /// Every word of every field.
    pub(super) words: Dictionary,
    pub(super) stems: Conflations,
    /// Under the stem of the stem, words for which it is another: the stemmer takes some forms for those of another
    /// kind of word and leaves more or less.
    pub(super) roots: Conflations,
    /// Under the key of the Latin spelling, words in Cyrillic letters.
    pub(super) cyrillic: Conflations,
    /// Under the keys that Cyrillic spellings have, words in Latin letters.
    pub(super) latin: Conflations,
    /// Words that mean the number.
    pub(super) numbers: BTreeMap<u32, Vec<TermId>>,
    /// By field, for each word the films that have it there.
    pub(super) films: [PostingLists; 3],
    /// Titles and original titles.
    pub(super) titles: [ForwardIndex; 2],
    /// The names of each film, by number.
    pub(super) people: ForwardIndex,
    /// The words of each name.
    pub(super) names: ForwardIndex,
    /// By title field, what is special in the text.
    pub(super) flags: [KeyedTable<DocId, TitleFlags>; 2],
    /// In order.
    pub(super) compounds: Vec<CompoundWord>,
    /// The ampersand, where there is one.
    pub(super) and: Option<TermId>,
    /// The year of each film; `None` where unknown.
    pub(super) years: KeyedTable<DocId, Option<NonZeroU16>>,
    pub(super) glued: Concatenations,
}

impl Segment {
    /// Returns how many films there are.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Returns a title, or an original title.
    pub(super) fn text(&self, field: Field, document: DocId) -> TitleText<'_> {
        let flags = self.flags[field.index()][document];
        let compounds = if flags.compounds { self.compounds_of(field, document) } else { &[] };
        TitleText { words: self.titles[field.index()].of(document), compounds, article: flags.article }
    }

    /// Returns the words of each name of a film.
    pub(super) fn names_of(&self, document: DocId) -> impl Iterator<Item = &[TermId]> {
        self.people.of(document).iter().map(|name| self.names.of(*name))
    }

    fn compounds_of(&self, field: Field, document: DocId) -> &[CompoundWord] {
        let from = self.compounds.partition_point(|known| (known.document, known.field) < (document, field));
        let here = self.compounds[from..].iter().take_while(|known| (known.document, known.field) == (document, field));
        &self.compounds[from..from + here.count()]
    }

    /// Returns about how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let conflations = self.stems.size() + self.roots.size() + self.cyrillic.size() + self.latin.size();
        let films: usize = self.films.iter().map(PostingLists::size).sum();
        let texts: usize = self.titles.iter().map(ForwardIndex::size).sum();
        let compounds = self.compounds.capacity() * size_of::<CompoundWord>();
        self.ids.len() * (size_of::<u64>() + 2 * size_of::<TitleFlags>() + size_of::<u16>())
            + compounds
            + self.words.size()
            + conflations
            + films
            + texts
            + self.people.size()
            + self.names.size()
            + self.glued.size()
    }
}
