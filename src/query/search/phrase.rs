//! A search phrase as steps: the ways in which its words can be read.

use super::layout::switched;
use super::words::Analyzer;

/// The characters of a phrase that count; the rest is cut off.
pub const MAX_PHRASE_CHARS: usize = 200;
/// The words of a phrase that count; the rest is left out.
pub const MAX_PHRASE_WORDS: usize = 16;

/// Words that people put before others and that titles and names lack: «фильмы с Мироновым», «Брат, часть вторая».
const IDLE: [&str; 14] = [
    "фильм",
    "фильмы",
    "кино",
    "сериал",
    "сериалы",
    "мультфильм",
    "с",
    "со",
    "часть",
    "film",
    "films",
    "movie",
    "movies",
    "part",
];

/// How a word was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// As it was typed.
    Direct,
    /// With the keyboard in the other layout.
    Layout,
    /// In the other alphabet.
    Translit,
}

/// From one place of the phrase to a later one by a single word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The word, as typed or in the other layout.
    pub(super) readings: Vec<(Way, String)>,
    /// The word is two of the phrase written as one, or one without [`IDLE`] words before it: that counts as an error.
    pub(super) joined: bool,
}

impl Step {
    /// Tells whether another step has the same words, in whatever place.
    pub(super) fn is_read_as(&self, other: &Self) -> bool {
        self.joined == other.joined && self.readings == other.readings
    }
}

/// Places of a phrase and steps between them: a film matches if steps whose words it has lead from the first place to
/// the last. Places are numbered so that every step leads to a greater one; steps are in the order of `from`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) steps: Vec<Step>,
    /// The last place.
    pub(super) end: usize,
    /// For each part of the phrase between white space, its first and its last place.
    pub(super) parts: Vec<(usize, usize)>,
}

impl Phrase {
    /// Reads a phrase; no step where it has no letter and no digit.
    pub(super) fn new(analyzer: &Analyzer, text: &str) -> Self {
        let text: String = text.chars().take(MAX_PHRASE_CHARS).collect();
        let mut phrase = Self { steps: Vec::new(), end: 0, parts: Vec::new() };
        // The words as typed and in the other layout, with their places.
        let [mut typed, mut other]: [Vec<(usize, usize, String)>; 2] = Default::default();
        for part in text.split_whitespace() {
            let mut words = analyzer.words(part);
            words.truncate(MAX_PHRASE_WORDS - typed.len());
            if words.is_empty() {
                continue;
            }
            let switched = switched(part).map(|other| analyzer.words(&other));
            // A word that the other layout breaks up was meant as it was typed.
            let switched = switched.filter(|switched| switched.len() <= words.len()).unwrap_or_default();
            let from = phrase.end;
            let inside = words.len() - 1;
            phrase.end = from + inside + switched.len().saturating_sub(1) + 1;
            typed.extend(phrase.path(from, from, words, Way::Direct));
            other.extend(phrase.path(from, from + inside, switched, Way::Layout));
            phrase.parts.push((from, phrase.end));
        }
        phrase.join(&typed, Way::Direct);
        phrase.join(&other, Way::Layout);
        phrase.steps.sort_by_key(|step| (step.from, step.to, step.joined));
        phrase
    }

    /// Returns how many words were typed, of those that count.
    pub(super) fn words(&self) -> usize {
        self.steps
            .iter()
            .filter(|step| !step.joined && step.readings.iter().any(|(way, _)| *way == Way::Direct))
            .count()
    }

    /// Adds each two words that follow one another as one, and words without those before them that say nothing.
    fn join(&mut self, words: &[(usize, usize, String)], way: Way) {
        for pair in words.windows(2) {
            let [(from, middle, first), (next, to, second)] = pair else { continue };
            if middle == next {
                let readings = vec![(way, format!("{first}{second}"))];
                self.steps.push(Step { from: *from, to: *to, readings, joined: true });
            }
        }
        for (at, (from, ..)) in words.iter().enumerate() {
            let idle = words[at..].iter().take_while(|(.., word)| IDLE.contains(&word.as_str())).count();
            if let Some((_, to, word)) = words.get(at + idle).filter(|_| idle > 0) {
                self.steps.push(Step { from: *from, to: *to, readings: vec![(way, word.clone())], joined: true });
            }
        }
    }

    /// Lays words from a place to the end; the places between come after `inside`.
    fn path(&mut self, from: usize, inside: usize, words: Vec<String>, way: Way) -> Vec<(usize, usize, String)> {
        let count = words.len();
        let mut laid = Vec::with_capacity(count);
        for (at, word) in words.into_iter().enumerate() {
            let start = if at == 0 { from } else { inside + at };
            let to = if at + 1 == count { self.end } else { inside + at + 1 };
            laid.push((start, to, word.clone()));
            match self.steps.iter_mut().find(|step| step.from == start && step.to == to && !step.joined) {
                Some(step) => step.readings.push((way, word)),
                None => self.steps.push(Step { from: start, to, readings: vec![(way, word)], joined: false }),
            }
        }
        laid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Vec<String> {
        let phrase = Phrase::new(&Analyzer::new(), text);
        let readings = |step: &Step| step.readings.iter().map(|(_, word)| word.as_str()).collect::<Vec<_>>().join("|");
        phrase.steps.iter().map(|step| format!("{}-{} {}", step.from, step.to, readings(step))).collect()
    }

    #[test]
    fn each_word_is_read_as_typed_in_the_other_layout_and_joined_to_the_next() {
        assert_eq!(steps("На  дне!"), ["0-1 на|yf", "0-2 надне", "0-2 yflyt", "1-2 дне|lyt"]);
        assert_eq!(steps("2"), ["0-1 2"]);
        assert_eq!(steps("фильмы с кем").last().map(String::as_str), Some("2-3 кем|rtv"));
        assert!(steps("фильмы с кем").contains(&"0-3 кем".to_owned()));
        assert_eq!(steps("... ;;"), Vec::<String>::new());
    }

    #[test]
    fn signs_that_are_letters_in_the_other_layout_change_the_number_of_words() {
        assert_eq!(steps("j,hfnysq"), ["0-1 j", "0-2 обратный", "0-2 jhfnysq", "1-2 hfnysq"]);
        assert_eq!(steps("abc"), ["0-1 abc|фис"]);
        assert_eq!(steps("аюс"), ["0-1 аюс"]);
    }

    #[test]
    fn a_long_phrase_is_cut() {
        assert_eq!(Phrase::new(&Analyzer::new(), &"a ".repeat(90)).parts.len(), MAX_PHRASE_WORDS);
        assert!(Phrase::new(&Analyzer::new(), &"a,".repeat(5_000)).steps.len() <= 4 * MAX_PHRASE_WORDS);
    }
}
