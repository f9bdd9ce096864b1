//! A sorted set of words, and what in it is like a given word.

use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};
use std::rc::Rc;
use std::sync::LazyLock;

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};

use crate::language::letters::is_cyrillic;
use crate::number::{to_index, to_u8, to_u32};

/// The number of a word in its [`Dictionary`]: its place in the order of the bytes.
pub(super) type TermId = u32;

/// Writes small Russian letters as the 32 signs from `@` to `_`, which no word holds: with one byte a letter, automata
/// are a third as large.
pub(super) fn packed(word: &str) -> String {
    let mut packed = String::with_capacity(word.len());
    pack(word, &mut packed);
    packed
}

/// Adds the [`packed`] word to a text.
pub(super) fn pack(word: &str, text: &mut String) {
    let pack = |c: char| {
        let letter = u32::from(c).wrapping_sub(u32::from('а'));
        if letter < 32 { char::from(b'@' + to_u8(letter)) } else { c }
    };
    text.extend(word.chars().map(pack));
}

/// Words by their length, so that errors are looked for among those alone that are about as long as the typed word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LengthBucket(usize);

/// The letters of the shortest and of the longest word in each bucket.
const BUCKETS: [(usize, usize); 6] = [(1, 3), (4, 5), (6, 7), (8, 9), (10, 12), (13, usize::MAX)];

impl LengthBucket {
    /// Every bucket, the short words first.
    pub(super) const ALL: [Self; BUCKETS.len()] = [Self(0), Self(1), Self(2), Self(3), Self(4), Self(5)];

    fn of(letters: usize) -> Self {
        Self(BUCKETS.partition_point(|(shortest, _)| *shortest <= letters).saturating_sub(1))
    }

    /// Tells whether so many errors lead from a word of so many letters to one here.
    pub(super) fn is_near(self, letters: usize, errors: u8) -> bool {
        let (shortest, longest) = self.letters().into_inner();
        let errors = usize::from(errors);
        letters + errors >= shortest && letters <= longest.saturating_add(errors)
    }

    /// Returns the letters that a word here has at least and at most.
    pub(super) fn letters(self) -> RangeInclusive<usize> {
        let (shortest, longest) = BUCKETS[self.0];
        shortest..=longest
    }
}

/// A set of [`packed`] words; each has a number by which tables beside the dictionary are indexed.
pub(super) struct Dictionary {
    /// By bucket.
    buckets: [SortedWords; BUCKETS.len()],
    /// The letters of the longest word.
    longest: usize,
    /// How many words there are.
    len: usize,
}

impl Dictionary {
    /// Makes the dictionary of packed words, which must be in the order of their bytes, none twice.
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut buckets: [SortedWords; BUCKETS.len()] = Default::default();
        let mut lasts = [""; BUCKETS.len()];
        let (mut longest, mut len) = (0, 0);
        for (word, id) in words.zip(0..) {
            let letters = word.chars().count();
            longest = longest.max(letters);
            let LengthBucket(bucket) = LengthBucket::of(letters);
            buckets[bucket].push(word, lasts[bucket], id);
            lasts[bucket] = word;
            len += 1;
        }
        buckets.iter_mut().for_each(SortedWords::shrink_to_fit);
        Self { buckets, longest, len }
    }

    /// Returns the letters of the longest word.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Returns how many words there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Returns the bytes that it takes.
    pub(super) fn size(&self) -> usize {
        self.buckets.iter().map(SortedWords::size).sum()
    }

    /// Finds the word.
    pub(super) fn get(&self, word: &str) -> Option<TermId> {
        let LengthBucket(bucket) = LengthBucket::of(word.chars().count());
        self.buckets[bucket].get(packed(word).as_bytes())
    }

    /// Returns the words that begin with this, itself included.
    pub(super) fn beginning_with(&self, start: &str) -> Range<TermId> {
        let start = packed(start);
        // Some in every bucket; together they follow one another.
        let all = self.buckets.iter().filter_map(|bucket| bucket.beginning_with(start.as_bytes()));
        let all = all.reduce(|(first, last), (from, to)| (first.min(from), last.max(to)));
        all.map_or(0..0, |(first, last)| first..last + 1)
    }

    /// Hands over each word of a bucket that is the automaton's but for errors that it takes, or begins so with up to
    /// `beginning` errors.
    pub(super) fn like(
        &self,
        bucket: LengthBucket,
        automaton: &Automaton,
        beginning: Option<u8>,
        mut visit: impl FnMut(TermId, EditDistances),
    ) {
        let (words, walk) = (&self.buckets[bucket.0], Walk { automaton, beginning });
        // The state after each byte that leads on of the word before.
        let mut states = vec![walk.start()];
        let mut at = 0;
        while at < words.ids.len() {
            states.truncate(usize::from(words.shared[at]) + 1);
            let mut state = states[states.len() - 1];
            let mut rest = words.rest(at).iter();
            let leads_nowhere = rest.any(|byte| match walk.accept(state, *byte) {
                Some(next) => {
                    state = next;
                    states.push(next);
                    false
                }
                None => true,
            });
            at += 1;
            if leads_nowhere {
                // So do the words that share the byte.
                at += pass_over(&words.shared[at..], states.len() - 1);
                continue;
            }
            let whole = automaton.errors(state.at);
            if whole.is_some() || state.beginning.is_some() {
                let letters = usize::from(state.letters);
                visit(words.ids[at - 1], EditDistances { whole, beginning: state.beginning, letters });
            }
        }
    }
}

/// Returns how many of the next words share more bytes than so many.
fn pass_over(shared: &[u8], depth: usize) -> usize {
    let Ok(depth) = u8::try_from(depth) else { return 0 };
    // Many at once, without a branch for each.
    let all_more = |shared: &&[u8]| shared.iter().fold(true, |all, shared| all & (*shared > depth));
    let passed = shared.chunks_exact(LANES).take_while(all_more).count() * LANES;
    passed + shared[passed..].iter().take_while(|shared| **shared > depth).count()
}

/// How many words are passed over at once.
const LANES: usize = 32;

/// How many words lie between two that are kept whole.
const BLOCK: usize = 16;

/// Words in the order of their bytes, each as what it has beyond the beginning that it shares with the one before: front
/// coding. Read one after another they are the paths of a trie, depth first, and a byte each tells how many to pass over
/// where a path leads nowhere. A transducer, as the crate `fst` makes them, would share endings too; but most of the time of
/// an edit went into making those of small segments.
#[derive(Default)]
struct SortedWords {
    /// One after another: of the first word of a block all of it, of others what follows the shared beginning.
    text: Vec<u8>,
    /// Where each ends in the text.
    ends: Vec<u32>,
    /// The bytes that each shares with the one before, as far as they can be counted.
    shared: Vec<u8>,
    ids: Vec<TermId>,
}

impl SortedWords {
    /// Adds a word; `last` is the one before.
    fn push(&mut self, word: &str, last: &str, id: TermId) {
        let equal = word.bytes().zip(last.bytes()).take_while(|(byte, before)| byte == before);
        let shared = to_u8(equal.take(usize::from(u8::MAX)).count());
        let from = if self.ids.len().is_multiple_of(BLOCK) { 0 } else { usize::from(shared) };
        self.text.extend_from_slice(&word.as_bytes()[from..]);
        self.ends.push(to_u32(self.text.len()));
        self.shared.push(shared);
        self.ids.push(id);
    }

    fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.shared.shrink_to_fit();
        self.ids.shrink_to_fit();
    }

    fn size(&self) -> usize {
        self.text.capacity()
            + self.shared.capacity()
            + self.ends.capacity() * size_of::<u32>()
            + self.ids.capacity() * size_of::<TermId>()
    }

    /// Returns what is kept of a word.
    fn kept(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[to_index(start)..to_index(self.ends[at])]
    }

    /// Returns what a word has beyond the shared beginning.
    fn rest(&self, at: usize) -> &[u8] {
        let kept = self.kept(at);
        if at.is_multiple_of(BLOCK) { &kept[usize::from(self.shared[at])..] } else { kept }
    }

    /// Returns the place of the first word for which it holds, given that it holds for all that follow.
    fn first(&self, holds: impl Fn(&[u8]) -> bool) -> usize {
        let blocks = self.ids.len().div_ceil(BLOCK);
        // The block before the first whose first word it holds for.
        let (mut low, mut high) = (0, blocks);
        while low < high {
            let middle = low.midpoint(high);
            if holds(self.kept(middle * BLOCK)) { high = middle } else { low = middle + 1 }
        }
        let block = low.saturating_sub(1) * BLOCK..(low * BLOCK).min(self.ids.len());
        let mut word = Vec::new();
        let holds_at = |at: &usize| {
            word.truncate(if at.is_multiple_of(BLOCK) { 0 } else { usize::from(self.shared[*at]) });
            word.extend_from_slice(self.kept(*at));
            holds(&word)
        };
        let end = block.end;
        block.into_iter().find(holds_at).unwrap_or(end)
    }

    fn get(&self, word: &[u8]) -> Option<TermId> {
        let (from, to) = (self.first(|known| known >= word), self.first(|known| known > word));
        (from < to).then(|| self.ids[from])
    }

    /// Returns the first and the last word that begin with this; `None` where there is none.
    fn beginning_with(&self, start: &[u8]) -> Option<(TermId, TermId)> {
        let from = self.first(|word| word >= start);
        let to = self.first(|word| word > start && !word.starts_with(start));
        (from < to).then(|| (self.ids[from], self.ids[to - 1]))
    }
}

/// How like a word of a dictionary is to the word of an automaton.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EditDistances {
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
    /// Bytes that no word like it has, from the first to before the last: letters of the other alphabet.
    foreign: Range<u8>,
}

impl Automaton {
    #[inline]
    fn next(&self, state: u32, byte: u8) -> u32 {
        if self.foreign.contains(&byte) { SINK_STATE } else { self.table.transition(state, byte) }
    }

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
struct WalkState {
    at: u32,
    letters: u16,
    beginning: Option<u8>,
}

impl Walk<'_> {
    #[inline]
    fn state(&self, at: u32, before: Option<u8>, letters: u16) -> WalkState {
        let Some(most) = self.beginning else { return WalkState { at, beginning: None, letters } };
        let now = self.automaton.errors(at).filter(|errors| *errors <= most);
        WalkState { at, beginning: before.into_iter().chain(now).min(), letters }
    }

    fn start(&self) -> WalkState {
        self.state(self.automaton.table.initial_state(), None, 0)
    }

    /// Returns the state after the byte; `None` where no longer word can be like the automaton's.
    #[inline]
    fn accept(&self, state: WalkState, byte: u8) -> Option<WalkState> {
        // Bytes that begin a character.
        let letters = state.letters.saturating_add(u16::from((byte & 0xC0) != 0x80));
        let at = self.automaton.next(state.at, byte);
        if at == SINK_STATE {
            return state.beginning.map(|_| WalkState { at, letters, ..state });
        }
        Some(self.state(at, state.beginning, letters))
    }
}

/// Makes automata for words with typing errors: a wrong, missing or extra letter, or two neighbours swapped.
pub(super) struct LevenshteinAutomata {
    one: LevenshteinAutomatonBuilder,
    two: LevenshteinAutomatonBuilder,
}

impl LevenshteinAutomata {
    /// Returns the tables; the first time takes some milliseconds.
    pub(super) fn shared() -> &'static Self {
        static TYPOS: LazyLock<LevenshteinAutomata> = LazyLock::new(|| LevenshteinAutomata {
            one: LevenshteinAutomatonBuilder::new(1, true),
            two: LevenshteinAutomatonBuilder::new(2, true),
        });
        &TYPOS
    }

    /// Makes the automaton that takes the word with up to so many errors (2 at most). A word in one alphabet is not
    /// like words in the other.
    pub(super) fn automaton(&self, word: &str, errors: u8) -> Automaton {
        let builder = if errors < 2 { &self.one } else { &self.two };
        let foreign = match (word.chars().any(is_cyrillic), word.bytes().any(|byte| LATIN.contains(&byte))) {
            (true, false) => LATIN,
            (false, true) => PACKED,
            _ => 0..0,
        };
        Automaton { table: builder.build_dfa(&packed(word)), foreign }
    }
}

const LATIN: Range<u8> = b'a'..b'z' + 1;
/// The letters that [`packed`] writes.
const PACKED: Range<u8> = b'@'..b'_' + 1;

/// Automata that were made for a phrase: parts of an index and of a dictionary ask for the same ones.
#[derive(Default)]
pub(super) struct Automata {
    made: RefCell<Vec<(String, u8, Rc<Automaton>)>>,
}

impl Automata {
    /// Returns the automaton that takes the word with up to so many errors (2 at most).
    pub(super) fn of(&self, word: &str, errors: u8) -> Rc<Automaton> {
        let mut made = self.made.borrow_mut();
        let known = made.iter().find(|(known, most, _)| *most == errors && known == word);
        if let Some((.., automaton)) = known {
            return Rc::clone(automaton);
        }
        let automaton = Rc::new(LevenshteinAutomata::shared().automaton(word, errors));
        made.push((word.to_owned(), errors, Rc::clone(&automaton)));
        automaton
    }
}

/// For each word of a dictionary a list of numbers.
pub(super) struct PostingLists {
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl PostingLists {
    /// Sorts pairs of list and member into lists, none twice. Members must come in ascending order.
    pub(super) fn new(lists: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut ends = vec![0_u32; lists + 1];
        pairs.clone().for_each(|(list, _)| ends[to_index(list) + 1] += 1);
        for list in 0..lists {
            ends[list + 1] += ends[list];
        }
        let mut sorted = vec![0; to_index(ends[lists])];
        let mut next = ends.clone();
        for (list, member) in pairs {
            let at = &mut next[to_index(list)];
            sorted[to_index(*at)] = member;
            *at += 1;
        }
        let mut starts = Vec::with_capacity(lists + 1);
        let mut members: Vec<u32> = Vec::with_capacity(sorted.len());
        for range in ends.windows(2) {
            starts.push(to_u32(members.len()));
            let list = &sorted[to_index(range[0])..to_index(range[1])];
            members.extend(
                list.iter().enumerate().filter(|(at, member)| *at == 0 || list[at - 1] != **member).map(|(_, m)| *m),
            );
        }
        starts.push(to_u32(members.len()));
        members.shrink_to_fit();
        Self { starts, members }
    }

    /// Returns a list.
    pub(super) fn of(&self, list: u32) -> &[u32] {
        let at = to_index(list);
        &self.members[to_index(self.starts[at])..to_index(self.starts[at + 1])]
    }

    /// Returns the bytes that it takes.
    pub(super) fn size(&self) -> usize {
        (self.starts.capacity() + self.members.capacity()) * size_of::<u32>()
    }
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

    fn likeness(known: &str, word: &str, errors: u8, beginning: Option<u8>) -> EditDistances {
        let letters: Vec<char> = known.chars().collect();
        let distance =
            |to: usize| u8::try_from(strsim::osa_distance(&letters[..to].iter().collect::<String>(), word)).unwrap();
        EditDistances {
            whole: Some(distance(letters.len())).filter(|distance| *distance <= errors),
            beginning: (0..=letters.len()).map(distance).min().filter(|distance| Some(*distance) <= beginning),
            letters: letters.len(),
        }
    }

    proptest! {
        #[test]
        fn words_are_found_as_a_plain_scan_finds_them(words in words(), word in "[абвгї]{1,10}") {
            let packed_words: Vec<String> = words.iter().map(|word| packed(word)).collect();
            let dictionary = Dictionary::new(packed_words.iter().map(String::as_str));
            prop_assert_eq!(dictionary.get(&word).map(to_index), words.iter().position(|known| *known == word));
            let beginning: Vec<_> = (0..words.len()).filter(|at| words[*at].starts_with(&word)).collect();
            prop_assert_eq!(dictionary.beginning_with(&word).map(to_index).collect::<Vec<_>>(), beginning);
        }

        #[test]
        fn typing_errors_are_counted_as_a_plain_scan_counts_them(
            words in words(), word in "[абвгї]{1,10}", errors in 1..=2_u8,
        ) {
            let packed_words: Vec<String> = words.iter().map(|word| packed(word)).collect();
            let dictionary = Dictionary::new(packed_words.iter().map(String::as_str));
            let typos = LevenshteinAutomata::shared();
            for beginning in [None, Some(errors), Some(1)] {
                let mut found = Vec::new();
                let automaton = typos.automaton(&word, errors);
                for bucket in LengthBucket::ALL {
                    dictionary.like(bucket, &automaton, beginning, |id, like| found.push((to_index(id), like)));
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
