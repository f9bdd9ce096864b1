//! A sorted set of words, and what in it is like a given word.

use std::ops::Range;
use std::sync::LazyLock;

use fst::{IntoStreamer, Streamer};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};

use super::words::is_cyrillic;

/// The number of a word in its [`Dictionary`]: its place in the order of the bytes.
pub(super) type WordId = u32;

/// Writes small Russian letters as the 32 signs from `@` to `_`, which no word holds: with one byte a letter, automata
/// are a third as large.
pub(super) fn packed(word: &str) -> String {
    let pack = |c: char| {
        let letter = u32::from(c).wrapping_sub(u32::from('а'));
        if letter < 32 { char::from_u32(u32::from('@') + letter).unwrap_or(c) } else { c }
    };
    word.chars().map(pack).collect()
}

/// The letters from which on a word is long.
pub(super) const LONG_FROM: usize = 8;

/// Words by their length: only long ones are looked through for two errors, which is the costly case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shelf {
    /// Words of less than [`LONG_FROM`] letters.
    Short,
    /// The others.
    Long,
}

/// A set of [`packed`] words; each has a number by which tables beside the dictionary are indexed.
pub(super) struct Dictionary {
    short: fst::Map<Vec<u8>>,
    long: fst::Map<Vec<u8>>,
}

impl Dictionary {
    /// Makes the dictionary of packed words that are in the order of their bytes, none twice.
    ///
    /// # Errors
    /// Words that are out of order, or too many of them.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Result<Self, fst::Error> {
        let (mut short, mut long) = (fst::MapBuilder::memory(), fst::MapBuilder::memory());
        for (word, id) in words.zip(0..) {
            let shelf = if word.chars().count() < LONG_FROM { &mut short } else { &mut long };
            shelf.insert(word, id)?;
        }
        Ok(Self { short: short.into_map(), long: long.into_map() })
    }

    /// Gives how many words there are.
    pub(super) fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    /// Gives the bytes that it takes.
    pub(super) fn size(&self) -> usize {
        self.short.as_fst().as_bytes().len() + self.long.as_fst().as_bytes().len()
    }

    /// Finds the word.
    pub(super) fn get(&self, word: &str) -> Option<WordId> {
        let word = packed(word);
        self.short.get(&word).or_else(|| self.long.get(&word)).map(id)
    }

    /// Gives the words that begin with this, itself included.
    pub(super) fn beginning_with(&self, start: &str) -> Range<WordId> {
        let all = id(u64::try_from(self.len()).unwrap_or(u64::MAX));
        let start = packed(start);
        let mut past = start.as_bytes().to_vec();
        // No byte of UTF-8 is 255, so the next byte in the last place is past every such word.
        if let Some(last) = past.last_mut() {
            *last = last.saturating_add(1);
        } else {
            return 0..all;
        }
        self.first_from(start.as_bytes()).unwrap_or(all)..self.first_from(&past).unwrap_or(all)
    }

    /// Hands over each word of a shelf that is the automaton's but for errors that it takes, or begins so with up to
    /// `beginning` errors.
    pub(super) fn like(
        &self,
        shelf: Shelf,
        automaton: &Automaton,
        beginning: Option<u8>,
        mut visit: impl FnMut(WordId, Likeness),
    ) {
        let words = match shelf {
            Shelf::Short => &self.short,
            Shelf::Long => &self.long,
        };
        let mut found = words.search_with_state(Walk { automaton, beginning }).into_stream();
        while let Some((word, number, state)) = found.next() {
            // Bytes that begin a character.
            let letters = word.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
            visit(id(number), Likeness { whole: automaton.errors(state.at), beginning: state.beginning, letters });
        }
    }

    fn first_from(&self, bytes: &[u8]) -> Option<WordId> {
        let first =
            |words: &fst::Map<Vec<u8>>| words.range().ge(bytes).into_stream().next().map(|(_, number)| id(number));
        first(&self.short).into_iter().chain(first(&self.long)).min()
    }
}

fn id(number: u64) -> WordId {
    WordId::try_from(number).unwrap_or(WordId::MAX)
}

/// How like a word of a dictionary is to the word of an automaton.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Likeness {
    /// The errors in it.
    pub(super) whole: Option<u8>,
    /// The errors in the part of it, from the first letter on, that has the fewest.
    pub(super) beginning: Option<u8>,
    /// How many letters it has.
    pub(super) letters: usize,
}

/// Takes a word with errors.
pub(super) struct Automaton {
    table: DFA,
    /// Bytes that no word like it has: letters of the other alphabet.
    foreign: Option<fn(&u8) -> bool>,
}

impl Automaton {
    fn errors(&self, state: u32) -> Option<u8> {
        match self.table.distance(state) {
            Distance::Exact(errors) => Some(errors),
            Distance::AtLeast(_) => None,
        }
    }
}

/// Leads an automaton through a dictionary and remembers the fewest errors on the way: the automata that the crate
/// makes for beginnings forget a beginning with errors when the next letter makes it worse.
struct Walk<'a> {
    automaton: &'a Automaton,
    beginning: Option<u8>,
}

#[derive(Clone, Copy)]
struct State {
    at: u32,
    beginning: Option<u8>,
}

impl Walk<'_> {
    fn state(&self, at: u32, before: Option<u8>) -> State {
        let Some(most) = self.beginning else { return State { at, beginning: None } };
        let now = self.automaton.errors(at).filter(|errors| *errors <= most);
        State { at, beginning: before.into_iter().chain(now).min() }
    }
}

impl fst::Automaton for Walk<'_> {
    type State = State;

    fn start(&self) -> State {
        self.state(self.automaton.table.initial_state(), None)
    }

    fn is_match(&self, state: &State) -> bool {
        state.beginning.is_some() || self.automaton.errors(state.at).is_some()
    }

    fn can_match(&self, state: &State) -> bool {
        state.beginning.is_some() || state.at != SINK_STATE
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        if self.automaton.foreign.is_some_and(|foreign| foreign(&byte)) {
            return State { at: SINK_STATE, beginning: state.beginning };
        }
        self.state(self.automaton.table.transition(state.at, byte), state.beginning)
    }
}

/// Makes automata for words with typing errors: a wrong, missing or extra letter, or two neighbours swapped.
pub(super) struct Typos {
    one: LevenshteinAutomatonBuilder,
    two: LevenshteinAutomatonBuilder,
}

impl Typos {
    /// Gives the tables; the first time takes some milliseconds.
    pub(super) fn shared() -> &'static Self {
        static TYPOS: LazyLock<Typos> = LazyLock::new(|| Typos {
            one: LevenshteinAutomatonBuilder::new(1, true),
            two: LevenshteinAutomatonBuilder::new(2, true),
        });
        &TYPOS
    }

    /// Makes the automaton that takes the word with up to so many errors (2 at most). A word in one alphabet is not like
    /// words in the other.
    pub(super) fn automaton(&self, word: &str, errors: u8) -> Automaton {
        let builder = if errors < 2 { &self.one } else { &self.two };
        let foreign: Option<fn(&u8) -> bool> = match (word.chars().any(is_cyrillic), word.bytes().any(is_latin)) {
            (true, false) => Some(|byte| is_latin(*byte)),
            (false, true) => Some(|byte| is_packed(*byte)),
            _ => None,
        };
        Automaton { table: builder.build_dfa(&packed(word)), foreign }
    }
}

fn is_latin(byte: u8) -> bool {
    byte.is_ascii_lowercase()
}

/// Tells whether the byte is a letter that [`packed`] wrote.
fn is_packed(byte: u8) -> bool {
    matches!(byte, b'@'..=b'_')
}

/// For each word of a dictionary a list of numbers.
pub(super) struct Lists {
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Lists {
    /// Sorts pairs of list and member into lists, members in ascending order, none twice.
    pub(super) fn new(lists: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = Vec::with_capacity(lists + 1);
        let mut at = 0;
        for list in 0..=lists {
            while pairs.get(at).is_some_and(|(of, _)| place(*of) < list) {
                at += 1;
            }
            starts.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        Self { starts, members: pairs.into_iter().map(|(_, member)| member).collect() }
    }

    /// Gives a list.
    pub(super) fn of(&self, list: u32) -> &[u32] {
        let at = place(list);
        &self.members[place(self.starts[at])..place(self.starts[at + 1])]
    }

    /// Gives the bytes that it takes.
    pub(super) fn size(&self) -> usize {
        (self.starts.capacity() + self.members.capacity()) * size_of::<u32>()
    }
}

/// Turns a number of 32 bits into an index.
pub(super) fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words() -> impl Strategy<Value = Vec<String>> {
        proptest::collection::btree_set("[абвгї]{1,10}", 0..40).prop_map(|words| {
            let mut words: Vec<String> = words.into_iter().collect();
            words.sort_by_key(|word| packed(word));
            words
        })
    }

    fn likeness(known: &str, word: &str, errors: u8, beginning: Option<u8>) -> Likeness {
        let letters: Vec<char> = known.chars().collect();
        let distance =
            |to: usize| u8::try_from(strsim::osa_distance(&letters[..to].iter().collect::<String>(), word)).unwrap();
        Likeness {
            whole: Some(distance(letters.len())).filter(|distance| *distance <= errors),
            beginning: (0..=letters.len()).map(distance).min().filter(|distance| Some(*distance) <= beginning),
            letters: letters.len(),
        }
    }

    proptest! {
        #[test]
        fn words_are_found_as_a_plain_scan_finds_them(words in words(), word in "[абвгї]{1,10}") {
            let packed_words: Vec<String> = words.iter().map(|word| packed(word)).collect();
            let dictionary = Dictionary::new(packed_words.iter().map(String::as_str)).unwrap();
            prop_assert_eq!(dictionary.get(&word).map(place), words.iter().position(|known| *known == word));
            let beginning: Vec<_> = (0..words.len()).filter(|at| words[*at].starts_with(&word)).collect();
            prop_assert_eq!(dictionary.beginning_with(&word).map(place).collect::<Vec<_>>(), beginning);
        }

        #[test]
        fn typing_errors_are_counted_as_a_plain_scan_counts_them(
            words in words(), word in "[абвгї]{1,10}", errors in 1..=2_u8,
        ) {
            let packed_words: Vec<String> = words.iter().map(|word| packed(word)).collect();
            let dictionary = Dictionary::new(packed_words.iter().map(String::as_str)).unwrap();
            let typos = Typos::shared();
            for beginning in [None, Some(errors), Some(1)] {
                let mut found = Vec::new();
                let automaton = typos.automaton(&word, errors);
                for shelf in [Shelf::Short, Shelf::Long] {
                    dictionary.like(shelf, &automaton, beginning, |id, like| found.push((place(id), like)));
                }
                found.sort_by_key(|(at, _)| *at);
                let plain: Vec<_> = words.iter().map(|known| likeness(known, &word, errors, beginning)).enumerate()
                    .filter(|(_, like)| like.whole.is_some() || like.beginning.is_some())
                    .collect();
                prop_assert_eq!(found, plain);
            }
        }
    }
}
