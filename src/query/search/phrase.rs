//! A search phrase as steps: the ways in which its words can be read.

use std::cmp::Ordering;

use crate::language::layout::{is_letter_elsewhere, switched};
use crate::language::letters::is_ignorable;
use crate::language::titles::{additions, is_leading, year};
use crate::language::words::{AND, Token, compounds, words};

/// The characters of a phrase that count; the rest is cut off.
pub const MAX_PHRASE_CHARS: usize = 200;
/// The words of a phrase that count; the rest is left out.
pub const MAX_PHRASE_WORDS: usize = 16;

/// How a word was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WordReading {
    /// As it was typed.
    Direct,
    /// With the keyboard in the other layout.
    Layout,
    /// In the other alphabet.
    Translit,
}

/// What a step asks of a film.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StepKind {
    /// A word.
    Word,
    /// Two words of the phrase written as one: that counts as an error.
    Joined,
    /// Words of the phrase that only signs part, as one.
    Compound,
    /// The word, in a name with words that begin with letters before it or after it.
    Initials(Initials),
    /// Nothing.
    Skip(Skip),
}

/// Letters by which other words of a name begin, in their order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Initials {
    /// For each of them, how it may be read.
    pub(super) letters: Vec<Vec<(WordReading, char)>>,
    /// The letter is a word of its own before other forms of the name («с Мироновым»), and no initial there.
    pub(super) is_leading: bool,
}

/// What is left out of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Skip {
    /// An ampersand.
    And,
    /// What people add to a title: that counts as an error.
    Addition,
    /// A year, for films of that year rather than for others.
    Year(u32),
}

/// From one place of the phrase to a later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The word, as typed or in the other layout; none where nothing is asked for.
    pub(super) readings: Vec<(WordReading, String)>,
    pub(super) kind: StepKind,
}

impl Step {
    /// Tells whether another step asks for the same, in whatever place.
    pub(super) fn is_read_as(&self, other: &Self) -> bool {
        self.kind == other.kind && self.readings == other.readings
    }

    fn order(&self, other: &Self) -> Ordering {
        (self.from, self.to, &self.kind).cmp(&(other.from, other.to, &other.kind))
    }

    /// Tells whether it is one word as it was typed.
    pub(super) fn is_word(&self) -> bool {
        self.kind == StepKind::Word
    }

    /// Returns the errors that it counts for by itself.
    pub(super) fn errors(&self) -> u8 {
        u8::from(self.kind == StepKind::Joined)
    }
}

/// Places of a phrase and steps between them: a film matches if steps whose words it has lead from the first place to
/// the last. Places are numbered so that every step leads to a greater one; steps are in the order of `from`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) steps: Vec<Step>,
    /// The last place.
    pub(super) end: usize,
    /// For each part of the phrase between white space, its first and its last place; without parts that may be left
    /// out, unless all may.
    pub(super) parts: Vec<(usize, usize)>,
}

/// A word of a phrase, and the places that it leads from and to.
#[derive(Clone)]
struct PlacedWord {
    from: usize,
    to: usize,
    word: Token,
    /// If it is a single letter, it may be an initial.
    may_be_initial: bool,
}

/// The letters before or after a word that are read as initials.
const MAX_INITIALS: usize = 3;

impl Phrase {
    /// Reads a phrase; no step where it has no letter and no digit.
    pub(super) fn new(text: &str) -> Self {
        let text: String = text.chars().filter(|c| !is_ignorable(*c)).take(MAX_PHRASE_CHARS).collect();
        let mut phrase = Self { steps: Vec::new(), end: 0, parts: Vec::new() };
        // The words as typed and in the other layout, with their places.
        let [mut typed, mut other]: [Vec<PlacedWord>; 2] = Default::default();
        for part in text.split_whitespace() {
            let mut typed_part = words(part);
            typed_part.truncate(MAX_PHRASE_WORDS - typed.len());
            if typed_part.is_empty() {
                continue;
            }
            let switched = switched(part).map(|other| words(&other));
            // A word that the other layout breaks up was meant as it was typed.
            let switched = switched.filter(|switched| switched.len() <= typed_part.len()).unwrap_or_default();
            // Where the other layout makes one word of several, their signs are letters; only a full stop after an initial
            // is one as well.
            let is_broken_up = !switched.is_empty() && switched.len() < typed_part.len();
            let may_have_initials = !is_broken_up || !part.chars().any(|c| c != '.' && is_letter_elsewhere(c));
            let from = phrase.end;
            let inside = typed_part.len() - 1;
            phrase.end = from + inside + switched.len().saturating_sub(1) + 1;
            let placed = phrase.path(from, from, typed_part, WordReading::Direct);
            typed.extend(placed.into_iter().map(|placed| PlacedWord { may_be_initial: may_have_initials, ..placed }));
            other.extend(phrase.path(from, from + inside, switched, WordReading::Layout));
            phrase.parts.push((from, phrase.end));
        }
        if typed.iter().all(|placed| placed.word.text == AND) {
            return Self { steps: Vec::new(), ..phrase };
        }
        phrase.join(&typed, WordReading::Direct);
        phrase.join(&other, WordReading::Layout);
        phrase.name(&typed);
        phrase.leave_out(&typed, &switched_row(&typed, &other));
        phrase.steps.sort_by(Step::order);
        phrase
    }

    /// Returns how many words were typed, of those that count; of words that may all be left out, each twice.
    pub(super) fn words(&self) -> usize {
        let typed = |step: &&Step| step.is_word() && step.readings.iter().any(|(way, _)| *way == WordReading::Direct);
        self.steps.iter().filter(typed).count()
    }

    /// Lays the words of a part from a place to the end; the places between come after `inside`.
    fn path(&mut self, from: usize, inside: usize, words: Vec<Token>, way: WordReading) -> Vec<PlacedWord> {
        let count = words.len();
        let place = |at: usize, end: usize| match at {
            0 => from,
            at if at == count => end,
            at => inside + at,
        };
        for compound in compounds(&words) {
            let (from, to) = (place(compound.at, self.end), place(compound.at + compound.span, self.end));
            self.steps.push(Step { from, to, readings: vec![(way, compound.text)], kind: StepKind::Compound });
        }
        let mut placed = Vec::with_capacity(count);
        for (at, word) in words.into_iter().enumerate() {
            let (from, to) = (place(at, self.end), place(at + 1, self.end));
            let readings = [&word.text].into_iter().chain(&word.others).map(|text| (way, text.clone()));
            match self.steps.iter_mut().find(|step| step.from == from && step.to == to && step.is_word()) {
                Some(step) => step.readings.extend(readings),
                None => self.steps.push(Step { from, to, readings: readings.collect(), kind: StepKind::Word }),
            }
            placed.push(PlacedWord { from, to, word, may_be_initial: true });
        }
        placed
    }

    /// Adds each two words that follow one another as one.
    fn join(&mut self, words: &[PlacedWord], way: WordReading) {
        for pair in words.windows(2) {
            let [first, second] = pair else { continue };
            let (from, to) = (first.from, second.to);
            let readings = vec![(way, format!("{}{}", first.word.text, second.word.text))];
            let known = |step: &Step| (step.from, step.to) == (from, to) && step.readings == readings;
            let is_and = [first, second].iter().any(|placed| placed.word.text == AND);
            if first.to == second.from && !is_and && !self.steps.iter().any(known) {
                self.steps.push(Step { from, to, readings, kind: StepKind::Joined });
            }
        }
    }

    /// Adds each word with the single letters before it, and with those after it, as a name with initials.
    fn name(&mut self, words: &[PlacedWord]) {
        for (at, placed) in words.iter().enumerate() {
            if placed.word.text == AND || self.letter(placed).is_some() || self.is_number(placed) {
                continue;
            }
            let letters = |found: &mut dyn Iterator<Item = &PlacedWord>| -> Vec<Vec<(WordReading, char)>> {
                found
                    .map_while(|placed| self.letter(placed).filter(|_| placed.may_be_initial))
                    .take(MAX_INITIALS)
                    .collect()
            };
            let (before, after) = (letters(&mut words[..at].iter().rev()), letters(&mut words[at + 1..].iter()));
            let Some(word) = self.word(placed).cloned() else { continue };
            for count in 1..=before.len() {
                let letters = before[..count].iter().rev().cloned().collect();
                let initials = Initials { letters, is_leading: is_leading(&words[at - 1].word.text) };
                let from = words[at - count].from;
                self.steps.push(Step { from, kind: StepKind::Initials(initials), ..word.clone() });
            }
            for count in 1..=after.len() {
                let initials = Initials { letters: after[..count].to_vec(), is_leading: false };
                let to = words[at + count].to;
                self.steps.push(Step { to, kind: StepKind::Initials(initials), ..word.clone() });
            }
        }
    }

    /// Returns the step of a word.
    fn word(&self, placed: &PlacedWord) -> Option<&Step> {
        self.steps.iter().find(|step| step.is_word() && step.from == placed.from && step.to == placed.to)
    }

    /// Returns the readings of a word that is a single letter.
    fn letter(&self, placed: &PlacedWord) -> Option<Vec<(WordReading, char)>> {
        let single = |text: &str| text.chars().next().filter(|c| c.is_alphabetic() && text.len() == c.len_utf8());
        single(&placed.word.text)?;
        let readings = self.word(placed)?.readings.iter();
        Some(readings.filter_map(|(way, text)| Some((*way, single(text)?))).collect())
    }

    fn is_number(&self, placed: &PlacedWord) -> bool {
        placed.word.text.chars().all(char::is_numeric)
    }

    /// Adds steps past what may be left out, as typed or in the other layout.
    fn leave_out(&mut self, typed: &[PlacedWord], other: &[PlacedWord]) {
        if typed.len() == 1 {
            return;
        }
        let mut skips = [skips(typed), skips(other)].concat();
        skips.sort_by(Step::order);
        skips.dedup();
        let left_out = |part: &&(usize, usize)| skips.iter().any(|skip| skip.from <= part.0 && part.1 <= skip.to);
        let kept: Vec<(usize, usize)> = self.parts.iter().filter(|part| !left_out(part)).copied().collect();
        let mut led_to = vec![0];
        for skip in &skips {
            if led_to.contains(&skip.from) {
                led_to.push(skip.to);
            }
        }
        self.steps.extend(skips);
        if led_to.contains(&self.end) {
            self.keep_a_word();
        }
        if !kept.is_empty() {
            self.parts = kept;
        }
    }

    /// Doubles the places, before the first word that is not left out and after it: a film must have one.
    fn keep_a_word(&mut self) {
        let doubled = std::mem::take(&mut self.steps).into_iter().flat_map(|step| {
            let is_skip = matches!(step.kind, StepKind::Skip(_));
            let (from, to) = (2 * step.from, 2 * step.to);
            let before = Step { from, to: if is_skip { to } else { to + 1 }, ..step.clone() };
            [before, Step { from: from + 1, to: to + 1, ..step }]
        });
        self.steps = doubled.collect();
        self.parts.iter_mut().for_each(|(from, to)| (*from, *to) = (2 * *from, 2 * *to + 1));
        self.end = 2 * self.end + 1;
    }
}

/// Returns the words in the other layout, and among them those that are the same in both, such as numbers.
fn switched_row(typed: &[PlacedWord], other: &[PlacedWord]) -> Vec<PlacedWord> {
    let is_switched = |placed: &&PlacedWord| other.iter().any(|other| other.from < placed.to && placed.from < other.to);
    let mut row: Vec<PlacedWord> =
        typed.iter().filter(|placed| !other.is_empty() && !is_switched(placed)).cloned().collect();
    row.extend_from_slice(other);
    row.sort_by_key(|placed| placed.from);
    row
}

/// Returns the steps past what may be left out of a row of words.
fn skips(words: &[PlacedWord]) -> Vec<Step> {
    let mut steps = Vec::new();
    for row in words.chunk_by(|one, next| one.to == next.from) {
        let texts: Vec<&str> = row.iter().map(|placed| placed.word.text.as_str()).collect();
        let mut skip = |from: usize, to: usize, skip: Skip| {
            let (from, to) = (row[from].from, row[to - 1].to);
            steps.push(Step { from, to, readings: Vec::new(), kind: StepKind::Skip(skip) });
        };
        additions(&texts).into_iter().for_each(|(from, to)| skip(from, to, Skip::Addition));
        for (at, text) in texts.iter().enumerate() {
            if *text == AND {
                skip(at, at + 1, Skip::And);
            }
            if let Some(year) = year(text) {
                skip(at, at + 1, Skip::Year(year));
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Vec<String> {
        let phrase = Phrase::new(text);
        let readings = |step: &Step| step.readings.iter().map(|(_, word)| word.as_str()).collect::<Vec<_>>().join("|");
        phrase.steps.iter().map(|step| format!("{}-{} {}", step.from, step.to, readings(step))).collect()
    }

    #[test]
    fn each_word_is_read_as_typed_in_the_other_layout_and_joined_to_the_next() {
        assert_eq!(steps("На  дне!"), ["0-1 на|yf", "0-2 надне", "0-2 yflyt", "1-2 дне|lyt"]);
        assert_eq!(steps("2"), ["0-1 2"]);
        assert_eq!(steps("... ;;"), Vec::<String>::new());
    }

    #[test]
    fn signs_that_are_letters_in_the_other_layout_change_the_number_of_words() {
        assert_eq!(steps("j,hfnysq"), ["0-1 j", "0-2 обратный", "0-2 jhfnysq", "1-2 hfnysq"]);
        assert_eq!(steps("abc"), ["0-1 abc|фис"]);
        assert_eq!(steps("аюс"), ["0-1 аюс"]);
    }

    #[test]
    fn signs_that_are_letters_in_the_other_layout_set_off_no_initials() {
        let with_initials = |text: &str| {
            let steps = Phrase::new(text).steps;
            steps.iter().filter(|step| matches!(step.kind, StepKind::Initials(_))).count()
        };
        for text in ["vbf j,s,h", "k.,jdm", "jhjt,j", ";w", "j[jnybr ;eh;tlfq", "l'artisan"] {
            assert_eq!(with_initials(text), 0, "{text}");
        }
        for text in ["a.hitchcock", "A. Hitchcock", "hitchcock, a", "K/Ufqlfq", "л,гайдай", "k ufqlfq", "o/hara"]
        {
            assert!(with_initials(text) > 0, "{text}");
        }
    }

    #[test]
    fn a_long_phrase_is_cut() {
        assert_eq!(Phrase::new(&"a ".repeat(90)).parts.len(), MAX_PHRASE_WORDS);
        assert!(Phrase::new(&"a,".repeat(5_000)).steps.len() <= 4 * MAX_PHRASE_WORDS);
    }
}
