//! What is known of a set of films for search; made once, never changed.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use crate::number::to_index;

use super::dictionary::{Dictionary, Lists, WordId};

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
pub(super) type Slot = u32;

/// Words of each film in order.
pub(super) struct Texts {
    pub(super) starts: Vec<u32>,
    pub(super) words: Vec<WordId>,
}

impl Texts {
    /// Returns the words of a film.
    pub(super) fn of(&self, slot: Slot) -> &[WordId] {
        let at = to_index(slot);
        &self.words[to_index(self.starts[at])..to_index(self.starts[at + 1])]
    }

    /// Returns the bytes that it takes.
    pub(super) fn size(&self) -> usize {
        (self.starts.capacity() + self.words.capacity()) * size_of::<u32>()
    }
}

/// Words that stand for others: stems for their forms, keys for the words that sound so.
pub(super) struct Families {
    pub(super) names: Dictionary,
    pub(super) members: Lists,
}

impl Families {
    /// Returns the words under a name.
    pub(super) fn of(&self, name: &str) -> &[WordId] {
        self.names.get(name).map(|name| self.members.of(name)).unwrap_or_default()
    }

    /// Returns the bytes that it takes.
    pub(super) fn size(&self) -> usize {
        self.names.size() + self.members.size()
    }
}

/// Neighbouring words of a title that people write as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Glued {
    pub(super) slot: Slot,
    pub(super) field: Field,
    /// The place of the first word in its text.
    pub(super) at: u8,
    /// How many words.
    pub(super) span: u8,
}

/// Words of a title that only signs part, which are a word too; or what else a single one may be taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Compounded {
    pub(super) slot: Slot,
    pub(super) field: Field,
    /// The place of the first word in its text.
    pub(super) at: u8,
    /// How many words.
    pub(super) span: u8,
    /// It is of digits alone.
    pub(super) is_number: bool,
    /// What they are as one.
    pub(super) word: WordId,
}

/// A title or an original title, as ranks look at it.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) words: &'a [WordId],
    pub(super) compounds: &'a [Compounded],
    /// It opens with an article, which people leave out.
    pub(super) article: bool,
}

/// What is special in a title; mostly nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marks {
    pub(super) article: bool,
    /// It has some of [`Segment::compounds`].
    pub(super) compounds: bool,
}

/// Two neighbouring words, or a whole title, written as one: by key.
pub(super) struct GluedWords {
    pub(super) keys: Dictionary,
    pub(super) lists: Lists,
    pub(super) all: Vec<Glued>,
}

impl GluedWords {
    /// Returns where the words under the key stand.
    pub(super) fn of(&self, key: WordId) -> impl Iterator<Item = &Glued> {
        self.lists.of(key).iter().map(|at| &self.all[to_index(*at)])
    }
}

/// The mark, in [`Segment::people`], of the first word of a name.
pub(super) const NAME_BEGINS: u32 = 1 << 31;

/// What is known of a set of films.
pub(super) struct Segment {
    /// The film in each slot.
    pub(super) ids: Vec<u64>,
    /// Every word of every field.
    pub(super) words: Dictionary,
    pub(super) stems: Families,
    /// Under the stem of the stem, words for which it is another: the stemmer takes some forms for those of another
    /// kind of word and leaves more or less.
    pub(super) roots: Families,
    /// Under the key of the Latin spelling, words in Cyrillic letters.
    pub(super) cyrillic: Families,
    /// Under the keys that Cyrillic spellings have, words in Latin letters.
    pub(super) latin: Families,
    /// Words that mean the number.
    pub(super) numbers: BTreeMap<u32, Vec<WordId>>,
    /// By field, for each word the films that have it there.
    pub(super) films: [Lists; 3],
    /// Titles and original titles.
    pub(super) titles: [Texts; 2],
    /// Names one after another; see [`NAME_BEGINS`].
    pub(super) people: Texts,
    /// By title field, what is special in the text.
    pub(super) marks: [Vec<Marks>; 2],
    /// In order.
    pub(super) compounds: Vec<Compounded>,
    /// The ampersand, where there is one.
    pub(super) and: Option<WordId>,
    /// The year of each film; `None` where unknown.
    pub(super) years: Vec<Option<NonZeroU16>>,
    pub(super) glued: GluedWords,
}

impl Segment {
    /// Returns how many films there are.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Returns a title, or an original title.
    pub(super) fn text(&self, field: Field, slot: Slot) -> Text<'_> {
        let marks = self.marks[field.index()][to_index(slot)];
        let compounds = if marks.compounds { self.compounds_of(field, slot) } else { &[] };
        Text { words: self.titles[field.index()].of(slot), compounds, article: marks.article }
    }

    fn compounds_of(&self, field: Field, slot: Slot) -> &[Compounded] {
        let from = self.compounds.partition_point(|known| (known.slot, known.field) < (slot, field));
        let here = self.compounds[from..].iter().take_while(|known| (known.slot, known.field) == (slot, field));
        &self.compounds[from..from + here.count()]
    }

    /// Returns about how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let families = self.stems.size() + self.roots.size() + self.cyrillic.size() + self.latin.size();
        let films: usize = self.films.iter().map(Lists::size).sum();
        let texts: usize = self.titles.iter().map(Texts::size).sum();
        let glued = self.glued.keys.size() + self.glued.lists.size() + self.glued.all.len() * size_of::<Glued>();
        let compounds = self.compounds.capacity() * size_of::<Compounded>();
        self.ids.len() * (size_of::<u64>() + 2 * size_of::<Marks>() + size_of::<u16>())
            + compounds
            + self.words.size()
            + families
            + films
            + texts
            + self.people.size()
            + glued
    }
}
