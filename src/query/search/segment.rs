//! What is known of a set of films for search; made once, never changed.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use crate::number::to_index;
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

/// Words of each film in order.
pub(super) struct ForwardIndex {
    pub(super) starts: Vec<u32>,
    pub(super) words: Vec<TermId>,
}

impl ForwardIndex {
    /// Returns the words of a film.
    pub(super) fn of(&self, document: DocId) -> &[TermId] {
        let at = to_index(document);
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
    pub(super) lists: PostingLists,
    /// By their numbers in `lists`.
    pub(super) all: KeyedTable<u32, Concatenation>,
}

impl Concatenations {
    /// Returns where the words under the key stand.
    pub(super) fn of(&self, key: TermId) -> impl Iterator<Item = &Concatenation> {
        self.lists.of(key).iter().map(|at| &self.all[*at])
    }
}

/// The mark, in [`Segment::people`], of the first word of a name.
pub(super) const NAME_BEGINS: u32 = 1 << 31;

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
    /// Names one after another; see [`NAME_BEGINS`].
    pub(super) people: ForwardIndex,
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
        let glued =
            self.glued.keys.size() + self.glued.lists.size() + self.glued.all.len() * size_of::<Concatenation>();
        let compounds = self.compounds.capacity() * size_of::<CompoundWord>();
        self.ids.len() * (size_of::<u64>() + 2 * size_of::<TitleFlags>() + size_of::<u16>())
            + compounds
            + self.words.size()
            + conflations
            + films
            + texts
            + self.people.size()
            + glued
    }
}
