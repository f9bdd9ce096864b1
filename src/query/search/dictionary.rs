//! A sorted set of words, and what in it is like a given word.

use std::ops::Range;

use fst::{IntoStreamer, Streamer};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};

/// The number of a word in its [`Dictionary`]: its place in the order of the bytes.
pub(super) type WordId = u32;

/// A set of words; each has a number by which tables beside the dictionary are indexed.
pub(super) struct Dictionary {
    words: fst::Map<Vec<u8>>,
}

impl Dictionary {
    /// Makes the dictionary of words that are in the order of their bytes, none twice.
    ///
    /// # Errors
    /// Words that are out of order, or too many of them.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Result<Self, fst::Error> {
        let mut builder = fst::MapBuilder::memory();
        for (word, id) in words.zip(0..) {
            builder.insert(word, id)?;
        }
        Ok(Self { words: builder.into_map() })
    }

    /// Gives how many words there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Gives the bytes that it takes.
    pub(super) fn size(&self) -> usize {
        self.words.as_fst().as_bytes().len()
    }

    /// Finds the word.
    pub(super) fn get(&self, word: &str) -> Option<WordId> {
        self.words.get(word).map(id)
    }

    /// Gives the words that begin with this, itself included.
    pub(super) fn beginning_with(&self, start: &str) -> Range<WordId> {
        let all = id(u64::try_from(self.len()).unwrap_or(u64::MAX));
        let mut past = start.as_bytes().to_vec();
        // No byte of UTF-8 is 255, so the next byte in the last place is past every such word.
        if let Some(last) = past.last_mut() {
            *last = last.saturating_add(1);
        } else {
            return 0..all;
        }
        self.first_from(start.as_bytes()).unwrap_or(all)..self.first_from(&past).unwrap_or(all)
    }

    /// Hands over each word that the automaton takes, with the errors in it and the number of its letters.
    pub(super) fn like(&self, automaton: &DFA, mut visit: impl FnMut(WordId, u8, usize)) {
        let mut found = self.words.search_with_state(Automaton(automaton)).into_stream();
        while let Some((word, number, state)) = found.next() {
            if let Distance::Exact(errors) = automaton.distance(state) {
                // Bytes that begin a character.
                let letters = word.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
                visit(id(number), errors, letters);
            }
        }
    }

    fn first_from(&self, bytes: &[u8]) -> Option<WordId> {
        self.words.range().ge(bytes).into_stream().next().map(|(_, number)| id(number))
    }
}

fn id(number: u64) -> WordId {
    WordId::try_from(number).unwrap_or(WordId::MAX)
}

struct Automaton<'a>(&'a DFA);

impl fst::Automaton for Automaton<'_> {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != levenshtein_automata::SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

/// Makes automata for words with typing errors: a wrong, missing or extra letter, or two neighbours swapped.
pub(super) struct Typos {
    one: LevenshteinAutomatonBuilder,
    two: LevenshteinAutomatonBuilder,
}

impl Typos {
    /// Prepares the tables; some milliseconds.
    pub(super) fn new() -> Self {
        Self { one: LevenshteinAutomatonBuilder::new(1, true), two: LevenshteinAutomatonBuilder::new(2, true) }
    }

    /// Makes the automaton that takes the word with up to so many errors (2 at most).
    pub(super) fn whole(&self, word: &str, errors: u8) -> DFA {
        self.builder(errors).build_dfa(word)
    }

    /// Makes the automaton that takes whatever begins with the word with up to so many errors (2 at most).
    pub(super) fn beginning(&self, word: &str, errors: u8) -> DFA {
        self.builder(errors).build_prefix_dfa(word)
    }

    fn builder(&self, errors: u8) -> &LevenshteinAutomatonBuilder {
        if errors < 2 { &self.one } else { &self.two }
    }
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
        proptest::collection::btree_set("[абвa]{1,7}", 0..40).prop_map(|words| words.into_iter().collect())
    }

    proptest! {
        #[test]
        fn words_are_found_as_a_plain_scan_finds_them(words in words(), word in "[абвa]{1,7}") {
            let dictionary = Dictionary::new(words.iter().map(String::as_str)).unwrap();
            prop_assert_eq!(dictionary.get(&word).map(place), words.iter().position(|known| *known == word));
            let beginning: Vec<_> = (0..words.len()).filter(|at| words[*at].starts_with(&word)).collect();
            prop_assert_eq!(dictionary.beginning_with(&word).map(place).collect::<Vec<_>>(), beginning);
        }

        #[test]
        fn typing_errors_are_counted_as_a_plain_scan_counts_them(
            words in words(), word in "[абвa]{1,7}", errors in 1..=2_u8,
        ) {
            let dictionary = Dictionary::new(words.iter().map(String::as_str)).unwrap();
            let typos = Typos::new();
            let mut found = Vec::new();
            dictionary.like(&typos.whole(&word, errors), |id, e, letters| found.push((place(id), usize::from(e), letters)));
            let plain: Vec<_> = words.iter().enumerate()
                .map(|(at, known)| (at, strsim::osa_distance(known, &word), known.chars().count()))
                .filter(|(_, distance, _)| *distance <= usize::from(errors))
                .collect();
            prop_assert_eq!(found, plain);

            let mut found = Vec::new();
            dictionary.like(&typos.beginning(&word, errors), |id, e, _| found.push((place(id), usize::from(e))));
            let starts = |known: &str| (0..=known.chars().count()).map(|n| known.chars().take(n).collect::<String>()).collect::<Vec<_>>();
            let plain: Vec<_> = words.iter().enumerate()
                .filter_map(|(at, known)| Some((at, starts(known).iter().map(|s| strsim::osa_distance(s, &word)).min()?)))
                .filter(|(_, distance)| *distance <= usize::from(errors))
                .collect();
            prop_assert_eq!(found, plain);
        }
    }
}
