//! Makes a [`Segment`] from films.

use std::collections::{BTreeMap, HashMap};

use super::Document;
use super::dictionary::{Dictionary, Lists, WordId, packed, place};
use super::numbers::number;
use super::segment::{Families, Field, Glued, GluedWords, NAME_BEGINS, Segment, Slot, Texts};
use super::translit::{glue_key, key_of_cyrillic, keys_of_latin};
use super::words::{Analyzer, Script};

/// The words of a title that count; the longest real titles have half as many.
const MAX_TITLE_WORDS: usize = 48;
/// The words of the longest title that is known by its words written as one.
const MAX_GLUED_WORDS: usize = 5;
/// Articles that people leave out at the head of a title.
const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// Takes films one by one; [`Builder::finish`] makes the segment.
pub(super) struct Builder {
    analyzer: Analyzer,
    ids: Vec<u64>,
    /// Each distinct word, by the order of first sight.
    words: HashMap<String, u32>,
    /// The words of each name seen, so that names are cut up once.
    names: HashMap<String, Vec<u32>>,
    titles: [Texts; 2],
    people: Texts,
    articles: [Vec<bool>; 2],
    glued: Vec<(String, Glued)>,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// Starts with no film.
    pub(super) fn new() -> Self {
        let texts = || Texts { starts: vec![0], words: Vec::new() };
        Self {
            analyzer: Analyzer::new(),
            ids: Vec::new(),
            words: HashMap::new(),
            names: HashMap::new(),
            titles: [texts(), texts()],
            people: texts(),
            articles: [Vec::new(), Vec::new()],
            glued: Vec::new(),
        }
    }

    /// Adds a film.
    pub(super) fn add(&mut self, document: &Document<'_>) {
        let slot = Slot::try_from(self.ids.len()).unwrap_or(Slot::MAX);
        self.ids.push(document.id);
        self.add_title(slot, Field::Title, document.title);
        // The same text twice would only be matched twice.
        let original = document.original_title.filter(|original| *original != document.title);
        self.add_title(slot, Field::Original, original.unwrap_or_default());
        for name in document.people {
            self.add_name(name);
        }
        self.people.starts.push(length(&self.people.words));
    }

    fn add_title(&mut self, slot: Slot, field: Field, title: &str) {
        let mut words = self.analyzer.words(title);
        words.truncate(MAX_TITLE_WORDS);
        let at = field.index();
        self.articles[at].push(words.len() > 1 && ARTICLES.contains(&words[0].as_str()));
        self.glue(slot, field, &words);
        for word in words {
            let word = intern(&mut self.words, word);
            self.titles[at].words.push(word);
        }
        let end = length(&self.titles[at].words);
        self.titles[at].starts.push(end);
    }

    fn glue(&mut self, slot: Slot, field: Field, words: &[String]) {
        let mut add = |at: usize, run: &[String]| {
            let (at, span) = (u8::try_from(at).unwrap_or(u8::MAX), u8::try_from(run.len()).unwrap_or(u8::MAX));
            self.glued.push((glue_key(&run.concat()), Glued { slot, field, at, span }));
        };
        for (at, pair) in words.windows(2).enumerate() {
            if words.len() == 2 || field == Field::Title {
                add(at, pair);
            }
        }
        if (3..=MAX_GLUED_WORDS).contains(&words.len()) {
            add(0, words);
        }
    }

    fn add_name(&mut self, name: &str) {
        if !self.names.contains_key(name) {
            let words = self.analyzer.words(name).into_iter().map(|word| intern(&mut self.words, word)).collect();
            self.names.insert(name.to_owned(), words);
        }
        let words = self.names.get(name).map(Vec::as_slice).unwrap_or_default();
        self.people
            .words
            .extend(words.iter().zip(0..).map(|(word, at)| if at == 0 { word | NAME_BEGINS } else { *word }));
    }

    /// Makes the segment.
    ///
    /// # Errors
    /// A dictionary that cannot be built: more words than it can number.
    pub(super) fn finish(mut self) -> Result<Segment, fst::Error> {
        let mut seen: Vec<(String, String, u32)> =
            std::mem::take(&mut self.words).into_iter().map(|(word, at)| (packed(&word), word, at)).collect();
        seen.sort_unstable();
        self.number(seen.iter().map(|(_, _, at)| *at));
        let (packed_words, words): (Vec<String>, Vec<String>) =
            seen.into_iter().map(|(packed, word, _)| (packed, word)).unzip();
        let [mut stems, mut roots, mut cyrillic, mut latin] = [const { Vec::new() }; 4];
        let mut numbers: BTreeMap<u32, Vec<WordId>> = BTreeMap::new();
        for (word, id) in words.iter().zip(0..) {
            let stem = self.analyzer.stem(word);
            let root = self.analyzer.stem(&stem);
            if root != stem {
                roots.push((root, id));
            }
            stems.push((stem, id));
            match Script::of(word) {
                Script::Cyrillic => cyrillic.push((key_of_cyrillic(word), id)),
                Script::Latin => latin.extend(keys_of_latin(word).into_iter().map(|key| (key, id))),
                Script::Other => {}
            }
            if let Some(number) = number(word) {
                numbers.entry(number).or_default().push(id);
            }
        }
        let films = [&self.titles[0], &self.titles[1], &self.people].map(|texts| films(words.len(), texts));
        let (pairs, all) = self.glued.into_iter().zip(0..).map(|((key, glued), at)| ((key, at), glued)).unzip();
        let glued = families(pairs)?;
        Ok(Segment {
            ids: self.ids,
            words: Dictionary::new(packed_words.iter().map(String::as_str))?,
            stems: families(stems)?,
            roots: families(roots)?,
            cyrillic: families(cyrillic)?,
            latin: families(latin)?,
            numbers,
            films,
            titles: self.titles,
            people: self.people,
            articles: self.articles,
            glued: GluedWords { keys: glued.names, lists: glued.members, all },
        })
    }

    /// Puts the final numbers of words in place of those by first sight.
    fn number(&mut self, sorted: impl ExactSizeIterator<Item = u32>) {
        let mut ids = vec![0; sorted.len()];
        for (seen, id) in sorted.zip(0_u32..) {
            ids[place(seen)] = id;
        }
        for word in self.titles.iter_mut().flat_map(|texts| &mut texts.words).chain(&mut self.people.words) {
            *word = ids[place(*word & !NAME_BEGINS)] | (*word & NAME_BEGINS);
        }
        for texts in self.titles.iter_mut().chain([&mut self.people]) {
            texts.words.shrink_to_fit();
            texts.starts.shrink_to_fit();
        }
    }
}

/// Groups members by name.
fn families(pairs: Vec<(String, u32)>) -> Result<Families, fst::Error> {
    let mut pairs: Vec<(String, u32)> = pairs.into_iter().map(|(name, member)| (packed(&name), member)).collect();
    pairs.sort_unstable();
    let mut names: Vec<String> = Vec::new();
    let mut members = Vec::with_capacity(pairs.len());
    for (name, member) in pairs {
        if names.last() != Some(&name) {
            names.push(name);
        }
        members.push((length(&names) - 1, member));
    }
    Ok(Families {
        names: Dictionary::new(names.iter().map(String::as_str))?,
        members: Lists::new(names.len(), members),
    })
}

fn films(words: usize, texts: &Texts) -> Lists {
    let films = texts.starts.windows(2).zip(0..);
    let pairs = films.flat_map(|(ends, slot)| {
        texts.words[place(ends[0])..place(ends[1])].iter().map(move |word| (word & !NAME_BEGINS, slot))
    });
    Lists::new(words, pairs.collect())
}

fn intern(words: &mut HashMap<String, u32>, word: String) -> u32 {
    let next = u32::try_from(words.len()).unwrap_or(u32::MAX);
    *words.entry(word).or_insert(next)
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
